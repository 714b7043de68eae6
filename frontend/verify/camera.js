// Reads the square: with the browser's own reader where it has one, else with a small library.
const EVERY_MS = 150;
// Wide enough for the smallest squares of a dense code, small enough for a slow phone.
const SIDES = [1_000, 640];

async function ownReader() {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await window.BarcodeDetector.getSupportedFormats();
  if (!formats.includes("qr_code")) return null;
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  return async (source) => (await detector.detect(source))[0]?.rawValue ?? null;
}

async function libraryReader(address) {
  const { read } = await import(address);
  const canvas = document.createElement("canvas");
  const paint = canvas.getContext("2d", { willReadFrequently: true });
  return async (source) => {
    const [width, height] = [source.videoWidth ?? source.width, source.videoHeight ?? source.height];
    for (const side of SIDES) {
      const scale = Math.min(1, side / Math.max(width, height));
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      paint.drawImage(source, 0, 0, canvas.width, canvas.height);
      const { data } = paint.getImageData(0, 0, canvas.width, canvas.height);
      const found = read(data, canvas.width, canvas.height);
      if (found) return found;
      if (scale === 1) break;
    }
    return null;
  };
}

async function reader(address) {
  return (await ownReader().catch(() => null)) ?? libraryReader(address);
}

// The text of a picture file; null when no square was found in it.
export async function readPicture(file, address) {
  const picture = await createImageBitmap(file);
  return (await reader(address))(picture);
}

// Show the camera in `video` until a square is read or `stop` is called; gives its text, or null.
export async function scan(video, address, stopped) {
  const wanted = { video: { facingMode: "environment", width: { ideal: 1_280 } }, audio: false };
  const [stream, read] = await Promise.all([navigator.mediaDevices.getUserMedia(wanted), reader(address)]);
  try {
    video.srcObject = stream;
    await video.play();
    while (!stopped()) {
      const found = video.videoWidth > 0 ? await read(video) : null;
      if (found) return found;
      await new Promise((next) => setTimeout(next, EVERY_MS));
    }
    return null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }
}
