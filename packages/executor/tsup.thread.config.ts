// @boundaries-ignore how every package is built stands in one place
import { program } from '../../tsup.base.js'

export default program('thread-main')
