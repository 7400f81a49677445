/**
 * Preloaded into every service (`node --import`): when the program that started it is gone, however it ended, the
 * service ends too. The channel between them closes in every case, even after a SIGKILL.
 */
const GRACE_MS = 8_000;

// Node hands preloads on to a service's own children, which have another parent than the one named here.
const starterPid = Number(new URL(import.meta.url).searchParams.get('starter'));
if (process.ppid === starterPid) {
  process.on('disconnect', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
    // 0: the whole process group, because a development server has children of its own.
    process.kill(0, 'SIGTERM');
  });
  // Listening must not keep alive a service that has ended by itself.
  process.channel?.unref();
}
