#include "store/file_condition.h"

#include <array>
#include <cstring>
#include <string_view>

namespace errwatch::store {
namespace {

struct ConditionInfo {
  FileCondition condition;
  std::string_view found;
  Handling handling;
  std::string_view until;  // kLeftAlone, until when
};

// clang-format off
constexpr std::array<ConditionInfo, static_cast<std::size_t>(FileCondition::kCount)> kConditions = {{
    {FileCondition::kGood, "is as it should be", Handling::kWritten, ""},
    {FileCondition::kSharedDirectory, "is in a directory that others own or may write to", Handling::kWritten, ""},
    {FileCondition::kRemoved, "was removed or renamed", Handling::kMended, ""},
    {FileCondition::kTruncated, "was truncated", Handling::kMended, ""},
    {FileCondition::kWrittenTo, "was written to by somebody else", Handling::kMended, ""},
    {FileCondition::kLink, "is a symbolic link now", Handling::kLeftAlone, "it is removed"},
    {FileCondition::kReplaced, "is another file now", Handling::kLeftAlone, "that is moved away"},
    {FileCondition::kHardLinks, "has other names now (hard links)", Handling::kLeftAlone, "they are removed"},
    {FileCondition::kOtherOwner, "belongs to another user now", Handling::kLeftAlone, "its owner is the user who starts httpd"},
    {FileCondition::kWritableByOthers, "may be written by others now", Handling::kLeftAlone, "its mode is 600 again"},
    {FileCondition::kOverwritten, "holds something else now", Handling::kLeftAlone, "that is moved away"},
    {FileCondition::kNoDirectory, "is in a directory that is gone", Handling::kLeftAlone, "that is made again"},
    {FileCondition::kOtherServer, "is used by another server now", Handling::kLeftAlone, "that one is stopped or has a file of its own"},
    {FileCondition::kCannotWrite, "cannot be written", Handling::kLeftAlone, "it can be"},
}};
// clang-format on

static_assert([] {
  for (std::size_t i = 0; i < kConditions.size(); ++i) {
    if (kConditions[i].condition != static_cast<FileCondition>(i)) return false;
  }
  return true;
}());

const ConditionInfo& Info(FileCondition condition) {
  return kConditions[static_cast<std::size_t>(condition)];
}

constexpr int kErrorShift = 8;

}  // namespace

uint64_t Pack(const FileState& state) noexcept {
  return static_cast<uint64_t>(state.condition) | uint64_t{state.error} << kErrorShift;
}

FileState UnpackFileState(uint64_t word) noexcept {
  const auto condition = static_cast<uint8_t>(word);
  if (condition >= kConditions.size()) return {};
  return {static_cast<FileCondition>(condition), static_cast<uint16_t>(word >> kErrorShift)};
}

Handling HandlingOf(FileCondition condition) { return Info(condition).handling; }

std::string TextOf(const FileState& state, const std::string& path) {
  if (state.condition == FileCondition::kGood) return "";
  const ConditionInfo& info = Info(state.condition);
  std::string text = "the state file " + path + " " + std::string(info.found);
  if (state.condition == FileCondition::kCannotWrite)
    text.append(" (").append(std::strerror(state.error)).append(")");
  if (info.handling == Handling::kWritten)
    return text +
           ": they can take it away, or have its name first; name one in a directory that root alone may "
           "write";
  text += ". httpd goes on with what it has in memory";
  if (info.handling == Handling::kMended) return text + ", and has written that to it anew";
  return text + ", and writes nothing to it until " + std::string(info.until);
}

}  // namespace errwatch::store
