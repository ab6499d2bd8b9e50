const COMMANDS = {
  submit: 'bundle an application and run its driver',
  master: 'run a Master',
  worker: 'run a Worker',
} as const

const USAGE = `usage: firesteel COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, what]) => `  ${name.padEnd(8)} ${what}`)
  .join('\n')}

firesteel COMMAND --help tells more.`

const [command, ...args] = process.argv.slice(2)
switch (command) {
  case 'submit':
    await (await import('firesteel-submit')).main(args, new URL('./index.js', import.meta.url).href)
    break
  case 'master':
    // By force, as the daemons' own commands: a peer that does not answer must not keep them alive.
    process.exit(await (await import('firesteel-master')).main(args))
    break
  case 'worker':
    process.exit(await (await import('firesteel-worker')).main(args))
    break
  case '--help':
  case '-h':
  case 'help':
    console.log(USAGE)
    break
  case '--version':
    console.log((await import('./version.js')).VERSION)
    break
  default:
    console.error(
      command === undefined
        ? USAGE
        : `firesteel: no such command '${command}'; there are ${Object.keys(COMMANDS).join(', ')}`,
    )
    process.exitCode = 2
}
