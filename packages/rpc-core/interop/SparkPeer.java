import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.ChunkReceivedCallback;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;

/**
 * Spark's own network-common as a peer.
 *   client HOST PORT   sends an RPC, a one-way message, a chunk fetch, a stream request and an upload, prints the answers
 *   server             echoes RPCs in upper case, serves chunks and streams, prints its port, ends with its standard input
 */
public final class SparkPeer {
  static final TransportConf CONF = new TransportConf("rpc", new MapConfigProvider(Collections.emptyMap()));

  public static void main(String[] args) throws Exception {
    if (args[0].equals("client")) client(args[1], Integer.parseInt(args[2]));
    else server();
    System.exit(0);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteBuffer buffer) {
    return StandardCharsets.UTF_8.decode(buffer).toString();
  }

  static void client(String host, int port) throws Exception {
    TransportClient client =
        new TransportContext(CONF, new NoOpRpcHandler()).createClientFactory().createClient(host, port);
    System.out.println("rpc " + text(client.sendRpcSync(bytes("ping"), 10_000)));
    client.send(bytes("one-way"));
    CompletableFuture<String> chunk = new CompletableFuture<>();
    client.fetchChunk(7, 3, new ChunkReceivedCallback() {
      public void onSuccess(int index, ManagedBuffer buffer) {
        try {
          chunk.complete(index + " " + text(buffer.nioByteBuffer()));
        } catch (Exception e) {
          chunk.completeExceptionally(e);
        }
      }
      public void onFailure(int index, Throwable e) {
        chunk.completeExceptionally(e);
      }
    });
    System.out.println("chunk " + chunk.get(10, TimeUnit.SECONDS));
    System.out.println("stream " + stream(client, "/files/greeting"));
    try {
      System.out.println("stream " + stream(client, "/files/nothing"));
    } catch (Exception e) {
      System.out.println("stream failed");
    }
    CompletableFuture<String> upload = new CompletableFuture<>();
    client.uploadStream(new NioManagedBuffer(bytes("meta")), new NioManagedBuffer(bytes("uploaded bytes")),
        new RpcResponseCallback() {
          public void onSuccess(ByteBuffer response) {
            upload.complete(text(response));
          }
          public void onFailure(Throwable e) {
            upload.completeExceptionally(e);
          }
        });
    System.out.println("upload " + upload.get(10, TimeUnit.SECONDS));
    System.out.println("rpc " + text(client.sendRpcSync(bytes("still here"), 10_000)));
    client.close();
  }

  static String stream(TransportClient client, String id) throws Exception {
    CompletableFuture<String> whole = new CompletableFuture<>();
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    client.stream(id, new StreamCallback() {
      public void onData(String streamId, ByteBuffer buffer) throws java.io.IOException {
        Channels.newChannel(received).write(buffer);
      }
      public void onComplete(String streamId) {
        whole.complete(received.toString());
      }
      public void onFailure(String streamId, Throwable e) {
        whole.completeExceptionally(e);
      }
    });
    return whole.get(10, TimeUnit.SECONDS);
  }

  static void server() throws Exception {
    StreamManager streams = new StreamManager() {
      public ManagedBuffer getChunk(long streamId, int index) {
        return new NioManagedBuffer(bytes("chunk " + streamId + "/" + index));
      }
      public ManagedBuffer openStream(String id) {
        return new NioManagedBuffer(bytes("stream " + id));
      }
    };
    RpcHandler handler = new RpcHandler() {
      public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
        callback.onSuccess(bytes(text(message).toUpperCase()));
      }
      public void receive(TransportClient client, ByteBuffer message) {
        System.out.println("one-way " + text(message));
      }
      public StreamCallbackWithID receiveStream(TransportClient client, ByteBuffer header, RpcResponseCallback callback) {
        String meta = text(header);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        return new StreamCallbackWithID() {
          public String getID() {
            return meta;
          }
          public void onData(String id, ByteBuffer buffer) throws java.io.IOException {
            Channels.newChannel(received).write(buffer);
          }
          public void onComplete(String id) {
            callback.onSuccess(bytes(meta + ": " + received));
          }
          public void onFailure(String id, Throwable e) {
            callback.onFailure(e);
          }
        };
      }
      public StreamManager getStreamManager() {
        return streams;
      }
    };
    TransportServer server = new TransportContext(CONF, handler).createServer("127.0.0.1", 0, Collections.emptyList());
    System.out.println("port " + server.getPort());
    while (System.in.read() >= 0) {}
    server.close();
  }
}
