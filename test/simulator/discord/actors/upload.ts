import { measure, type StoredFile } from '../world/cdn.ts';
import type { Channel } from '../world/channel.ts';
import { uploadSizeLimit } from '../world/size-limit.ts';
import type { User } from '../world/user.ts';
import type { World } from '../world/world.ts';

/** A file that a person picks. */
export interface PickedFile {
	readonly name: string;
	readonly bytes: Uint8Array;
	/** What Discord takes it for. Default: by its extension. */
	readonly contentType?: string;
}

const TYPES: Readonly<Record<string, string>> = {
	gif: 'image/gif',
	jpeg: 'image/jpeg',
	jpg: 'image/jpeg',
	json: 'application/json',
	mp4: 'video/mp4',
	pdf: 'application/pdf',
	png: 'image/png',
	txt: 'text/plain; charset=utf-8',
	webp: 'image/webp',
};

/** Who uploads, and where. */
export interface Uploader {
	readonly world: World;
	readonly user: User;
	readonly channel: Channel;
}

export interface Upload extends Uploader {
	/** Whether only the application sees the files: options of a command, uploads in a form. */
	readonly isEphemeral: boolean;
}

/** Uploads the files, in order. Throws for one that Discord's client would not let this person upload. */
export async function upload(files: readonly PickedFile[], to: Upload): Promise<StoredFile[]> {
	const { world, user, channel, isEphemeral } = to;
	const limit = uploadSizeLimit(channel, user);
	const tooLarge = files.find(({ bytes }) => bytes.byteLength > limit);
	if (tooLarge !== undefined) throw new Error(`${user.name} cannot upload ${tooLarge.name}: it is over ${limit} bytes`);
	const measured = await Promise.all(
		files.map(({ name, bytes, contentType }) =>
			measure({ name, bytes, type: contentType ?? TYPES[extensionOf(name)] ?? 'application/octet-stream' }),
		),
	);
	const folder = isEphemeral ? `ephemeral-attachments/${world.applicationId}` : `attachments/${channel.id}`;
	return measured.map((file) => world.cdn.keep({ ...file, folder, id: world.snowflakes.at(world.clock.now()) }));
}

/** In lower case and without the dot. */
export const extensionOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase();
