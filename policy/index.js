'use strict';
// Pulumi starts the pack here, with Node's own loader. The SDK is loaded before tsx, which would look into each of its files.
require('@pulumi/policy');
require('tsx/cjs');
require('./pack.ts').registerPack();
