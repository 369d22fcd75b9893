#include "cli/logs/change_watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace errwatch::cli {
namespace {

constexpr uint32_t kNames = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR;
constexpr uint32_t kContent = IN_MODIFY | IN_ATTRIB;  // the latter: deleted

}  // namespace

ChangeWatch::ChangeWatch(int look_anyway_ms)
    : look_anyway_ms_(look_anyway_ms), inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {}

ChangeWatch::~ChangeWatch() {
  if (inotify_ >= 0) ::close(inotify_);
}

void ChangeWatch::Watch(const std::vector<std::string>& directories, const std::vector<int>& descriptors) {
  all_watched_ = inotify_ >= 0;
  if (inotify_ < 0) return;
  std::set<int> watches;
  const auto add = [&](const std::string& path, uint32_t events) {
    const int watch = ::inotify_add_watch(inotify_, path.c_str(), events);  // one that exists stays
    if (watch >= 0) watches.insert(watch);
    all_watched_ = all_watched_ && watch >= 0;
  };
  for (const std::string& path : directories) add(path, kNames);
  for (const int fd : descriptors) add("/proc/self/fd/" + std::to_string(fd), kContent);
  for (const int watch : watches_) {
    if (!watches.contains(watch)) ::inotify_rm_watch(inotify_, watch);
  }
  watches_ = std::move(watches);
  Drain();  // that a watch was removed is an event, too
}

void ChangeWatch::Drain() const {
  alignas(inotify_event) char events[4096];
  while (::read(inotify_, events, sizeof events) > 0) continue;
}

ChangeWatch::Woken ChangeWatch::Wait(int end, int output) {
  pollfd wanted[] = {{inotify_, POLLIN, 0}, {end, POLLIN, 0}, {output, 0, 0}};
  const int ready = ::poll(wanted, 3, all_watched_ ? look_anyway_ms_ : look_anyway_ms_ / 4);
  if (wanted[1].revents != 0 || wanted[2].revents != 0) return Woken::kEnd;
  if (ready <= 0) return Woken::kTimeout;  // or a signal came: then `end` is readable the next time
  Drain();
  return Woken::kChange;
}

}  // namespace errwatch::cli
