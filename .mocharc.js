module.exports = {
  require: ['tsx/cjs'],
  extension: ['ts'],
  timeout: 10000,
  slow: 1000,
  // Throwaway stacks are deployed by Pulumi, with the settings of the stack under test: manifests have neither.
  ignore: process.env.MANIFESTS === undefined ? [] : ['test/live/**/*.throwaway.test.ts'],
};
