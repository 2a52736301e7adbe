import { z } from 'zod';

const picture = z.looseObject({ url: z.string() });

/** An embed, read loosely: only what the world itself looks at. */
export const embed = z.looseObject({
	title: z.string().nullish(),
	description: z.string().nullish(),
	url: z.string().nullish(),
	author: z.looseObject({ name: z.string() }).nullish(),
	footer: z.looseObject({ text: z.string() }).nullish(),
	fields: z.array(z.looseObject({ name: z.string(), value: z.string() })).nullish(),
	image: picture.nullish(),
	thumbnail: picture.nullish(),
});
export type Embed = z.infer<typeof embed>;
