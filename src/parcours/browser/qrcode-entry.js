// QR codes, for the trainee who moves from the computer to the phone («Ma progression»).
export { default } from "qrcode-generator";
