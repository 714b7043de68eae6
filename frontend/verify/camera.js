// Reads the square: with the browser's own reader where it has one, else with a small library.
const EVERY_MS = 40;
// How a picture is looked at: the square in its middle, where people aim, or the whole of it, and how many
// pixels wide. No single one finds every code; each is small enough for a slow phone.
const AIMED = true;
const WHOLE = false;
const OF_FRAME = [[AIMED, 480], [WHOLE, 640], [AIMED, 640], [WHOLE, 1_000], [AIMED, 360], [AIMED, 720]];
const OF_PICTURE = [[WHOLE, 1_000], [AIMED, 720], [WHOLE, 640], [WHOLE, 1_600], [AIMED, 1_200], [AIMED, 360]];

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
  return async (source, [aimed, side]) => {
    const [width, height] = [source.videoWidth ?? source.width, source.videoHeight ?? source.height];
    const least = Math.min(width, height);
    const [wide, high] = aimed ? [least, least] : [width, height];
    const scale = Math.min(1, side / Math.max(wide, high));
    canvas.width = Math.round(wide * scale);
    canvas.height = Math.round(high * scale);
    paint.drawImage(source, (width - wide) / 2, (height - high) / 2, wide, high, 0, 0, canvas.width, canvas.height);
    const { data } = paint.getImageData(0, 0, canvas.width, canvas.height);
    return read(data, canvas.width, canvas.height);
  };
}

async function reader(address) {
  return (await ownReader().catch(() => null)) ?? libraryReader(address);
}

// The text of a picture file; null when no square was found in it.
export async function readPicture(file, address) {
  const [picture, read] = await Promise.all([createImageBitmap(file), reader(address)]);
  for (const look of OF_PICTURE) {
    const found = await read(picture, look);
    if (found) return found;
  }
  return null;
}

// Show the camera in `video` until a square is read or `stop` is called; gives its text, or null.
export async function scan(video, address, stopped) {
  const wanted = { video: { facingMode: "environment", width: { ideal: 1_280 } }, audio: false };
  const [stream, read] = await Promise.all([navigator.mediaDevices.getUserMedia(wanted), reader(address)]);
  try {
    video.srcObject = stream;
    await video.play();
    for (let turn = 0; !stopped(); turn += 1) {
      const found = video.videoWidth > 0 ? await read(video, OF_FRAME[turn % OF_FRAME.length]) : null;
      if (found) return found;
      await new Promise((next) => setTimeout(next, EVERY_MS));
    }
    return null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  }
}
