// The shared memory over restarts: made once, kept by the parent from one configuration generation to the
// next, with the state file that it is copied to.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "config/settings.h"
#include "store/live_memory.h"
#include "store/segment.h"
#include "store/state_file.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// What the Runtime has of it. In the parent it writes the file; in a child it is the segment alone.
class SharedMemory {
 public:
  struct Opened;
  // Takes over what the generation before has if path, geometry and prefix are the same, else starts with the
  // file. Processes of the old generation keep the mapping that they inherited. Where that fails and a
  // generation was before, its memory and file go on.
  static Result<Opened> Open(const std::string& path, const ServerSettings& settings, Tick now);
  // Gives memory and file back to be kept, in the process that has opened them.
  ~SharedMemory();

  store::Segment& segment() { return segment_; }
  const std::string& state_file() const { return file_.path(); }

  // In the parent: looks at the file and writes to it, if that is due. What was found is in segment().
  store::FileState Keep(Tick now, store::StateFile::Extent extent);
  bool IsFileGood() const { return store::HandlingOf(file_.Look().condition) == store::Handling::kWritten; }
  // Whether this process is the parent (or all of the server, under `httpd -X`).
  bool IsOwner() const;
  // In a child: it has the memory, and no descriptor of memory or file.
  void CloseFilesInChild();

 private:
  SharedMemory(store::LiveMemory memory, store::StateFile file, const store::Segment& segment);

  store::LiveMemory memory_;
  store::StateFile file_;
  store::Segment segment_;
  pid_t owner_;
};

struct SharedMemory::Opened {
  std::unique_ptr<SharedMemory> memory;
  // What the operator should know, or empty.
  std::string set_aside;  // there was a file that does not fit
  std::string failed;     // what was asked for cannot be had: the generation before goes on
};

// ErrWatchStateFile, or errwatch.state, in the runtime directory unless absolute.
std::string StateFilePath(const ServerSettings& settings, apr_pool_t* pool);

}  // namespace errwatch::httpd
