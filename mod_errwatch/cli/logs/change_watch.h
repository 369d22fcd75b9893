// Waits until something may have happened to files. Nothing depends on being told, for the kernel cannot tell
// of everything: not of what another machine writes, of what a symbolic link leads to, of directories that
// are not there yet. So waiting also ends after a time.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace errwatch::cli {

class ChangeWatch {
 public:
  // Waiting ends after `look_anyway_ms`, after a quarter of that where something could not be watched.
  explicit ChangeWatch(int look_anyway_ms = 1000);
  ~ChangeWatch();
  ChangeWatch(const ChangeWatch&) = delete;
  ChangeWatch& operator=(const ChangeWatch&) = delete;

  // From now on: names in these directories come, go or change their file; these open files are written to or
  // cut short. What happened before is not told.
  void Watch(const std::vector<std::string>& directories, const std::vector<int>& descriptors);

  enum class Woken { kChange, kTimeout, kEnd };
  // kEnd: `end` can be read, or nobody reads what is written to `output` any more. Negative = there is none.
  Woken Wait(int end, int output);

 private:
  void Drain() const;

  int look_anyway_ms_;
  int inotify_;
  bool all_watched_ = false;
  std::set<int> watches_;
};

}  // namespace errwatch::cli
