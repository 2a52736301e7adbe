import { createPictureProcessor } from '../../src/pixels/processor.ts';

/** Works on pictures as the bot does, but lets nobody wait and has all the time in the world. */
export const pictures = createPictureProcessor({ run: (work, signal) => work(signal) });
