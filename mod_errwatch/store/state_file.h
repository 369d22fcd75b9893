// The file that holds the shared memory (ErrWatchStateFile).
//
// httpd's parent creates or adopts it before it forks; children inherit the mapping and never open the file. It lives over graceful and full
// restarts. The command line maps it as root. What does not fit (foreign, corrupt, older, other size) is renamed to "<path>.set-aside" and
// replaced. A new file is completed under a temporary name and renamed, so that a file under its own name is always whole.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "core/result.h"
#include "store/segment.h"

namespace errwatch::store {

enum class Access : unsigned char { kReadOnly, kReadWrite };

class StateFile {
 public:
  // For httpd's parent. Takes an exclusive flock, kept as long as the object lives: a second server with the same file is refused, with
  // the reason. `notice` receives what the operator should know (set aside, why; grown), or stays empty.
  // Refuses symbolic links, files of other owners and files that others may write.
  static Result<std::unique_ptr<StateFile>> Create(const std::string& path, const Geometry& geometry, ClientPrefix prefix, Tick now,
                                                   std::string* notice);

  // For the command line: maps an existing file.
  static Result<std::unique_ptr<StateFile>> Open(const std::string& path, Access access);

  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;
  ~StateFile();

  // Gives mapping and locked descriptor to the caller, who keeps them over reloads of the code and unmaps and closes them himself.
  struct Handles {
    int descriptor = -1;
    void* mapping = nullptr;
    std::size_t bytes = 0;
  };
  Handles Release();

  Segment& segment() { return *segment_; }
  const std::string& path() const { return path_; }
  std::size_t bytes() const { return bytes_; }

 private:
  StateFile() = default;
  std::string path_;
  int fd_ = -1;
  void* mapping_ = nullptr;
  std::size_t bytes_ = 0;
  std::unique_ptr<Segment> segment_;
};

}  // namespace errwatch::store
