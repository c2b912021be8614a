// The certificate library with what it needs before it. A file of its own so that it can be loaded on demand: bundlers
// give a dynamically imported CommonJS package a default export only, but treat a static import rightly.
import "./reflect-metadata.js";

import * as x509 from "@peculiar/x509";

export { x509 };
