// What the parent finds of the state file while httpd runs. The memory is what counts; the file is a copy.
#pragma once

#include <cstdint>
#include <string>

namespace errwatch::store {

enum class FileCondition : uint8_t {
  kGood,
  kSharedDirectory,
  // Mended at once, because nothing of anybody's is lost.
  kRemoved,
  kTruncated,
  kWrittenTo,
  // Nothing is written until somebody has seen to it.
  kLink,
  kReplaced,
  kHardLinks,
  kOtherOwner,
  kWritableByOthers,
  kOverwritten,
  kNoDirectory,
  kOtherServer,
  kCannotWrite,
  kCount,
};

struct FileState {
  FileCondition condition = FileCondition::kGood;
  uint16_t error = 0;  // errno of kCannotWrite
  bool operator==(const FileState&) const = default;
};

// In one word of shared memory; what is none of these counts as good.
uint64_t Pack(const FileState& state) noexcept;
FileState UnpackFileState(uint64_t word) noexcept;

enum class Handling : uint8_t {
  kWritten,   // as ever
  kMended,    // it was put right when it was found
  kLeftAlone  // until somebody has seen to it
};
Handling HandlingOf(FileCondition condition);

// What was found, what is done about it, and what to do: a sentence or two about `path`. Empty for kGood.
std::string TextOf(const FileState& state, const std::string& path);

}  // namespace errwatch::store
