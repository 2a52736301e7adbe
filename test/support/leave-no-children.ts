import { afterAll } from 'vitest';
import { killAll } from './child.ts';

// Here and not where children are started, because modules are loaded once for many test files.
afterAll(killAll);
