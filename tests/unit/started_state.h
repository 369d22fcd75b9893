// A state file and its memory as the parent of a server has them.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "store/state_file.h"

namespace errwatch::store {

class StartedState {
 public:
  explicit StartedState(StateFile::Started started)
      : file(std::move(started.file)),
        memory(std::move(started.memory)),
        notice(std::move(started.notice)),
        segment_(Segment::Attach(memory.bytes()).value()) {}

  Segment& segment() { return segment_; }
  // As the parent does when it stops.
  FileState KeepAll(Tick now) { return file.Keep(memory, now, StateFile::Extent::kAll); }

  StateFile file;
  LiveMemory memory;
  std::string notice;

 private:
  Segment segment_;
};

inline Result<std::unique_ptr<StartedState>> StartState(const std::string& path, const Geometry& geometry,
                                                        ClientPrefix prefix = {}, Tick now = Tick{1}) {
  auto started = StateFile::Start(path, geometry, prefix, now);
  if (!started) return started.failure();
  return std::make_unique<StartedState>(std::move(started).value());
}

}  // namespace errwatch::store
