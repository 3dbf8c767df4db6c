module.exports = {
  require: ['tsx/cjs'],
  extension: ['ts'],
  // For what hangs: nothing is measured by it, and a busy machine takes several times as long.
  timeout: 60000,
  slow: 1000,
  // Throwaway stacks are deployed by Pulumi, with the settings of the stack under test: manifests have neither.
  ignore: process.env.MANIFESTS === undefined ? [] : ['test/live/**/*.throwaway.test.ts'],
};
