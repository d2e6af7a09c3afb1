/** Imported before anything that makes a schema: zod would compile checks with `new Function`. */
import { z } from 'zod';

z.config({ jitless: true });
