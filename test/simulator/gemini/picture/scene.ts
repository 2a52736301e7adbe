import type { Pixels } from './pixels.ts';

/** A number in 0..1 for each place it is asked at: the same prompt always gives the same ones. */
export type Chance = (place: number) => number;

const COLOUR_WORDS: ReadonlyMap<string, number> = new Map([
	['red', 2],
	['orange', 26],
	['yellow', 48],
	['gold', 44],
	['golden', 44],
	['green', 130],
	['turquoise', 176],
	['blue', 214],
	['violet', 266],
	['purple', 280],
	['pink', 330],
]);

/** The hue of the first colour that the prompt names, in degrees; else one by chance. */
export function hueOf(prompt: string, chance: Chance): number {
	const named = prompt
		.toLowerCase()
		.match(/\p{L}+/gu)
		?.find((word) => COLOUR_WORDS.has(word));
	return COLOUR_WORDS.get(named ?? '') ?? Math.round(chance(0) * 360);
}

const hsl = (hue: number, saturation: number, lightness: number) =>
	`hsl(${Math.round(hue) % 360},${Math.round(saturation)}%,${Math.round(lightness)}%)`;

function sky({ width, height }: Pixels, hue: number, chance: Chance): string {
	const x = width * (0.2 + 0.6 * chance(1));
	const y = height * (0.2 + 0.2 * chance(2));
	const radius = Math.min(width, height) * (0.05 + 0.05 * chance(3));
	const warm = hsl(hue + 45, 95, 90);
	return `<defs>
<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${hsl(hue, 48, 36)}"/><stop offset=".36" stop-color="${hsl(hue + 12, 52, 62)}"/><stop offset=".62" stop-color="${hsl(hue + 48, 78, 84)}"/></linearGradient>
<radialGradient id="glow"><stop offset="0" stop-color="${warm}" stop-opacity=".85"/><stop offset="1" stop-color="${warm}" stop-opacity="0"/></radialGradient>
</defs>
<rect width="${width}" height="${height}" fill="url(#sky)"/>
<circle cx="${x}" cy="${y}" r="${radius * 3.4}" fill="url(#glow)"/>
<circle cx="${x}" cy="${y}" r="${radius}" fill="${hsl(hue + 48, 90, 95)}"/>`;
}

function clouds({ width, height }: Pixels, chance: Chance): string {
	const unit = Math.min(width, height);
	return [0, 1, 2, 3]
		.map((cloud) => {
			const x = width * chance(10 + cloud);
			const y = height * (0.08 + 0.26 * chance(20 + cloud));
			const long = unit * (0.1 + 0.12 * chance(30 + cloud));
			return `<g fill="#fff" opacity="${0.2 + 0.25 * chance(40 + cloud)}"><ellipse cx="${x}" cy="${y}" rx="${long}" ry="${long * 0.16}"/><ellipse cx="${x + long * 0.25}" cy="${y - long * 0.12}" rx="${long * 0.5}" ry="${long * 0.19}"/></g>`;
		})
		.join('');
}

/** How far down the ridge of a hill is at `x` in 0..1, in pixels; a slender picture gets gentle slopes too. */
function ridge({ width, height }: Pixels, layer: number, chance: Chance): (x: number) => number {
	const steepness = Math.min(height, 1.2 * width);
	const swell = (0.055 - 0.006 * layer) * steepness;
	return (x) =>
		(0.46 + 0.11 * layer) * height +
		swell * Math.sin((2.2 + 3 * chance(50 + layer)) * x * Math.PI + chance(60 + layer) * 7) +
		0.018 * steepness * Math.sin((7 + 6 * chance(70 + layer)) * x * Math.PI + chance(80 + layer) * 7);
}

const hillHue = (layer: number, hue: number) => hue + 36 - 18 * layer;

function hill(pixels: Pixels, layer: number, hue: number, chance: Chance): string {
	const { width, height } = pixels;
	const yAt = ridge(pixels, layer, chance);
	const points = Array.from(
		{ length: 61 },
		(_, step) => `${((step / 60) * width).toFixed(1)} ${yAt(step / 60).toFixed(1)}`,
	);
	const colour = hsl(hillHue(layer, hue), 30 + 5 * layer, 64 - 12.5 * layer);
	return `<path d="M0 ${height}L${points.join('L')}L${width} ${height}Z" fill="${colour}"/>`;
}

function pines(pixels: Pixels, layer: number, hue: number, chance: Chance): string {
	const { width, height } = pixels;
	const yAt = ridge(pixels, layer, chance);
	const count = Math.round(5 + (9 * width) / height);
	return Array.from({ length: Math.min(count, 40) }, (_, tree) => {
		const place = 100 + 150 * layer + 3 * tree;
		const x = chance(place);
		const tall = Math.min(width, height) * (0.05 + 0.06 * chance(place + 1));
		const foot = yAt(x) + tall * 0.2;
		const tier = (top: number, half: number, bottom: number) =>
			`M${x * width} ${foot - tall * top}l${tall * half} ${tall * (top - bottom)}h${-2 * tall * half}Z`;
		return `<path d="${tier(1, 0.17, 0.55)}${tier(0.8, 0.24, 0.28)}${tier(0.55, 0.3, 0)}" fill="${hsl(hillHue(layer, hue), 36, 40 - 10 * layer + 6 * chance(place + 2))}"/>`;
	}).join('');
}

/** A landscape as SVG elements: sky, sun, clouds, four ranges of hills, pines on two of them. */
export function landscape(pixels: Pixels, hue: number, chance: Chance): string {
	return [
		sky(pixels, hue, chance),
		clouds(pixels, chance),
		hill(pixels, 0, hue, chance),
		hill(pixels, 1, hue, chance),
		pines(pixels, 1, hue, chance),
		hill(pixels, 2, hue, chance),
		pines(pixels, 2, hue, chance),
		hill(pixels, 3, hue, chance),
	].join('');
}
