import { h } from "../python-output.js";
export class Giving { constructor() { this.root = h("section"); } async refresh() {} }
