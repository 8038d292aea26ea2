/* How glibc's allocator treats large pieces of memory, in the command alone.
 *
 * By default it raises its thresholds to the largest piece that was ever freed (up to 32 MiB) and then keeps up to twice as much free
 * memory in each thread's arena. A command whose memory is a setting must give back what it no longer needs: fixed thresholds do that.
 */
#include <malloc.h>

enum { LARGE_BYTES = 1 << 20 };

__attribute__((constructor)) static void fix_thresholds(void) {
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
    mallopt(M_TRIM_THRESHOLD, LARGE_BYTES);
}
