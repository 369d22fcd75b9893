// The file that keeps the shared memory while httpd does not run (ErrWatchStateFile), as its parent has it.
//
// The parent alone opens and writes it, with its own rights; children have the memory and nothing else. The
// memory is what counts: whatever happens to the file while httpd runs, httpd goes on, and the file is
// written again when that harms nobody. What is found instead of it at a start is used if it fits, renamed to
// "<path>.set-aside" if it is this module's but does not fit, and else left alone and refused.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/file_condition.h"
#include "store/live_memory.h"
#include "store/segment.h"
#include "store/state_copy.h"

namespace errwatch::store {

class StateFile {
 public:
  // What was found or made. `notice` is what the operator should know, or empty.
  struct Started;
  // Locks and reads the file, or makes one, and the memory for it. A second server with the same file is
  // refused, with the reason: the lock belongs to this process alone (POSIX), so children can neither give it
  // up nor keep it. It lasts as long as this object or what Release gave, and is lost when this process
  // closes any other descriptor of the same file.
  static Result<Started> Start(const std::string& path, const Geometry& geometry, ClientPrefix prefix,
                               Tick now);
  // What Start would find, as far as that can be known without making, locking or changing anything. `server`
  // is the process that may have the file, because its configuration is this one; empty: whoever has it may.
  static Status Check(const std::string& path, const Geometry& geometry,
                      std::optional<pid_t> server = std::nullopt);

  // What a process keeps over reloads of the code.
  struct Handles {
    int descriptor = -1;
    struct timespec last_write {};  // as the file's own time has it; zero = unknown
  };
  // `header`: what the memory was made with, from memory of this process alone (header()): what stands in
  // that itself, children may have changed.
  StateFile(std::string path, const Handles& handles, const CopyHeader& header, const LiveMemory& memory);
  StateFile(StateFile&&) = default;
  StateFile& operator=(StateFile&&) = default;
  Handles Release() { return {file_.Release(), last_write_}; }
  // In a child: it has no business with the file. The parent keeps its lock.
  void Close() { file_ = Descriptor(); }

  // Takes the lock again after this process has closed another descriptor. False when another has it.
  bool Lock();

  // A bounded amount of work, for a process that has other things to do; or all of it.
  enum class Extent : uint8_t { kSome, kAll };
  // Looks what has become of the file, mends what can be mended, and writes what has changed in the memory.
  FileState Keep(const LiveMemory& memory, Tick now, Extent extent);

  // What has become of the file; nothing is changed.
  FileState Look() const;

  const std::string& path() const { return path_; }
  const CopyHeader& header() const { return header_; }

 private:
  bool Refill();
  bool Mend(FileCondition condition, const LiveMemory& memory, Tick now);
  FileState Write(const LiveMemory& memory, Tick now, Extent extent);
  void Remember();
  static Result<StateFile> MakeDraft(const CheckedPath& draft, const std::string& path,
                                     const CopyHeader& header, const LiveMemory& memory, Tick now);
  static Result<bool> NameDraft(const CheckedPath& draft, const CheckedPath& at);
  // Empty when somebody else was faster; failures leave errno.
  static Result<std::optional<StateFile>> Make(const CheckedPath& at, const CopyHeader& header,
                                               const LiveMemory& memory, Tick now,
                                               std::string* aside = nullptr);

  std::string path_;
  Descriptor file_;
  CopyHeader header_;
  RegionWriter writer_;
  struct timespec last_write_ {};
  Tick pass_begun_;
};

struct StateFile::Started {
  StateFile file;
  LiveMemory memory;
  std::string notice;
};

// Who has a lock on the file: a process, or 0 for one that cannot be told (of another container). Empty when
// nobody but this process has one.
std::optional<pid_t> LockedBy(int file);
// For the command line: the lock of a file that no server has. False when one has it.
bool LockForEdit(int file);

}  // namespace errwatch::store
