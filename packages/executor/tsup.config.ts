// @boundaries-ignore how every package is built stands in one place
import { library } from '../../tsup.base.js'

export default library('index')
