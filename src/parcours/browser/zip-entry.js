// Zip files, for the trainee who takes all notebooks away («Ma progression»).
export { strToU8, zipSync } from "fflate";
