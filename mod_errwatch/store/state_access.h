// The shared memory for the command line: that of the server that runs, or the file where none does.
//
// The file says where the memory is (process, descriptor, inode). It is opened by /proc, where the kernel
// decides who may, and used when it is what the file is a copy of: inode, seals, size, and the hash key,
// which only these two have. Where no server has it the file is read into memory of this process: nothing
// here maps a file, so that nobody who makes one shorter can end this process.
#pragma once

#include <sys/stat.h>

#include <memory>
#include <string>
#include <utility>

#include "base/result.h"
#include "store/live_memory.h"
#include "store/segment.h"
#include "store/state_copy.h"

namespace errwatch::store {

// What was found behind a path.
struct StateImage {
  MemoryMapping memory;
  bool live = false;  // else memory is a copy of this process's own
  CopyHeader header;
  Descriptor file;     // to write the copy back; only of one that is not live and was asked for to be changed
  std::string remark;  // what whoever sees it should know; empty for live memory
};

// For reading only. Whoever writes has to open a StateEditor.
class StateReader {
 public:
  static Result<std::unique_ptr<StateReader>> Open(const std::string& path);

  const SegmentReader& segment() const { return segment_; }
  const std::string& path() const { return path_; }
  const std::string& remark() const { return image_.remark; }
  Tick written() const { return {image_.header.written & kMaxTick}; }  // when the copy was

 private:
  StateReader(std::string path, StateImage image, const SegmentReader& segment)
      : path_(std::move(path)), image_(std::move(image)), segment_(segment) {}
  std::string path_;
  StateImage image_;
  SegmentReader segment_;
};

class StateEditor {
 public:
  // Where no server runs it has the file's lock: a server that starts meanwhile waits for a second.
  static Result<std::unique_ptr<StateEditor>> Open(const std::string& path);

  Segment& segment() { return segment_; }
  const std::string& path() const { return path_; }
  const std::string& remark() const { return image_.remark; }
  Tick written() const { return {image_.header.written & kMaxTick}; }
  // Whether this is the memory of a server that still runs and that the path still names. Cheap: nothing is
  // mapped, and the file's first page is read only where the file has changed.
  bool IsCurrent();
  // Writes what was changed to the file; of live memory there is nothing to write, but its server may have
  // written it for the last time.
  Status Save(Tick now);

 private:
  StateEditor(std::string path, StateImage image, const Segment& segment)
      : path_(std::move(path)), image_(std::move(image)), segment_(segment) {}
  std::string path_;
  StateImage image_;
  Segment segment_;
  struct stat file_ {};  // as it was when IsCurrent last read it
};

// For the one program that exchanges with other hosts: kept as long as it is open. Empty: another has it, or
// no server runs. It is of the memory, which a copy of the file names as well.
Descriptor LockForExchange(const std::string& path);

}  // namespace errwatch::store
