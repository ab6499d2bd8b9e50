/** Whether a file belongs to an installed package: only such modules can be had on an executor as well. */
export const isPackageFile = (file: string): boolean => /[\\/]node_modules[\\/]/.test(file)

/** `name/path/in/package.js` of a file under node_modules. */
export const specifierOf = (file: string): string =>
  file.replace(/^.*[\\/]node_modules[\\/]/, '').replaceAll('\\', '/')
