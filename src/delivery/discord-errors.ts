import { DiscordAPIError, RESTJSONErrorCodes } from 'discord.js';
import { type Obstacle, UndeliveredError } from '../errors.ts';

export const isCode = (error: unknown, ...codes: readonly RESTJSONErrorCodes[]): boolean =>
	error instanceof DiscordAPIError && codes.some((code) => error.code === code);

/** undici's codes for a lost connection, and discord.js's name for one that took too long. */
export const isLostConnection = (error: unknown): boolean =>
	error instanceof Error &&
	(error.name === 'AbortError' ||
		('code' in error && /^(UND_ERR_|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)/.test(String(error.code))));

/** Whether Discord would refuse the same message anywhere. */
export const isRefusedEverywhere = (error: unknown): boolean =>
	obstacleOf(error) === 'too-large' || isCode(error, RESTJSONErrorCodes.InvalidFormBodyOrContentType);

/** Source: Discord, error codes 40005 and 50045. A proxy in front of it answers 413 without a code. */
const isTooLarge = (error: unknown): boolean =>
	(error instanceof DiscordAPIError && error.status === 413) ||
	isCode(error, RESTJSONErrorCodes.RequestEntityTooLarge, RESTJSONErrorCodes.FileUploadedExceedsMaximumSize);

export function obstacleOf(error: unknown): Obstacle {
	if (error instanceof UndeliveredError) return error.obstacle;
	if (isTooLarge(error)) return 'too-large';
	// Missing access, missing permissions, a locked thread.
	return error instanceof DiscordAPIError && error.status === 403 ? 'not-allowed' : 'not-taken';
}
