"use strict";

// Where this project stands, and what its source files end with. The package has a file of the same name beside its JavaScript.
exports.folder = __dirname;
exports.extension = ".ts";
