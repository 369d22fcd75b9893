// A state file that somebody else has written to. The input is steps, four bytes each and what they write: into
// the first page, into the header of the memory behind it, anywhere, or the file's end is moved; one of them
// starts a server in between, so that what follows happens while it runs.
//
// A plain reader of the first page says whether the file is used. What is not used is set aside or left alone,
// byte for byte; what is used is memory as the file had it; and nobody who reads it goes beyond it.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "../unit/temporary_directory.h"
#include "store/state_access.h"
#include "store/state_file.h"
#include "use_segment.h"

namespace {

using namespace errwatch::store;  // NOLINT: a program of its own
using errwatch::ClientPrefix;
using errwatch::TemporaryDirectory;

struct Step {
  uint8_t kind = 0;
  std::size_t place = 0;
  std::string_view bytes;
};

std::optional<Step> TakeStep(std::string_view& input) {
  if (input.size() < 4) return std::nullopt;
  const auto at = [&](std::size_t i) { return static_cast<uint8_t>(input[i]); };
  Step step{at(0), at(1) | std::size_t{at(2)} << 8, {}};
  step.bytes = input.substr(4, at(3));
  input.remove_prefix(4 + step.bytes.size());
  return step;
}

// Files of memory where there are some: a disk would be asked to keep each of them.
TemporaryDirectory& Directory() {
  static const bool in_memory = ::access("/dev/shm", W_OK) == 0 && ::setenv("TMPDIR", "/dev/shm", 1) == 0;
  static TemporaryDirectory directory;
  static_cast<void>(in_memory);
  return directory;
}

std::string Bytes(const std::string& path) {
  std::string bytes;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok()) return bytes;
  struct stat info {};
  Require(::fstat(file.get(), &info) == 0);
  bytes.resize(static_cast<std::size_t>(info.st_size));
  Require(::pread(file.get(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return bytes;
}

void Write(const std::string& path, std::string_view bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  Require(::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
}

// With some clients in it.
const std::string& Pristine(const std::string& path) {
  static const std::string pristine = [&] {
    auto made = StateFile::Start(path, kGeometry, {}, kNow);
    Require(made.ok());
    auto segment = Segment::Attach(made.value().memory.bytes());
    UseAll(segment.value());
    Require(made.value().file.Keep(made.value().memory, kNow, StateFile::Extent::kAll) == FileState());
    return Bytes(path);
  }();
  return pristine;
}

void Do(const Step& step, std::string& file) {
  if (file.empty()) return;
  std::size_t place = 0;
  switch (step.kind % 5) {
    case 0:
      place = step.place % 96;
      break;
    case 1:
      place = kPageBytes + step.place % 512;
      break;
    case 2:
      place = step.place * (file.size() / 0x10000 + 1);
      break;
    case 3:
      file.resize(std::min<std::size_t>(step.place * 64, file.size() + 2 * kPageBytes));
      return;
    default:
      file.assign(step.bytes);
      return;
  }
  place = std::min(place, file.size());
  file.replace(place, std::min(step.bytes.size(), file.size() - place), step.bytes);
}

uint32_t Number(std::string_view file, std::size_t at) {
  uint32_t number = 0;
  std::memcpy(&number, file.data() + at, sizeof number);
  return number;
}

enum class Fits : uint8_t { kForeign, kNot, kYes };

// As docs/shm-format.md has it; of the memory the module's own reader is asked.
Fits PlainFits(const std::string& file, const std::string& pristine) {
  if (file.size() < 8 || !file.starts_with("ERRWATCH")) return Fits::kForeign;
  if (file.size() < CopyBytes(kGeometry) || Number(file, 8) != kLayoutVersion || Number(file, 12) != 4096)
    return Fits::kNot;
  if (file.compare(16, 16, pristine, 16, 16) != 0 || file.compare(48, 2, pristine, 48, 2) != 0)
    return Fits::kNot;
  MemoryMapping memory = MemoryMapping::Private(MemoryBytes(kGeometry));
  std::memcpy(memory.bytes().data(), file.data() + kPageBytes, memory.bytes().size());
  const auto segment = SegmentReader::Attach(memory.bytes());
  if (!segment || segment.value().geometry() != kGeometry) return Fits::kNot;
  const std::span<const std::byte> key = std::as_bytes(std::span(segment.value().hash_key()));
  if (std::memcmp(key.data(), file.data() + 32, 16) != 0 || segment.value().prefix() != ClientPrefix())
    return Fits::kNot;
  return segment.value().HasSoundScopeNames() ? Fits::kYes : Fits::kNot;
}

void Read(const std::string& path) {
  if (const auto reader = StateReader::Open(path)) {
    ReadAll(reader.value()->segment());
    Require(reader.value()->written().value <= errwatch::kMaxTick);
  } else {
    Require(!reader.error().empty());
  }
}

// As the command line changes the file of a server that does not run.
void Edit(const std::string& path) {
  const std::string before = Bytes(path);
  const auto editor = StateEditor::Open(path);
  if (!editor) {
    Require(!editor.error().empty() && Bytes(path) == before);
    return;
  }
  UseAll(editor.value()->segment());
  static_cast<void>(editor.value()->Save(kNow));
  Require(Bytes(path).size() == before.size());
}

void Run(StateFile::Started& started, const std::string& path, std::string_view rest) {
  auto segment = Segment::Attach(started.memory.bytes());
  Require(segment.ok());
  UseAll(segment.value());
  Read(path);
  std::string file = Bytes(path);
  while (const auto step = TakeStep(rest)) Do(*step, file);
  Write(path, file);
  const std::string memory(reinterpret_cast<const char*>(started.memory.bytes().data()),
                           started.memory.bytes().size());
  const FileState state = started.file.Keep(started.memory, kNow, StateFile::Extent::kAll);
  Require(state.condition < FileCondition::kCount);
  Require(std::memcmp(memory.data(), started.memory.bytes().data(), memory.size()) == 0);
  const std::string kept = Bytes(path);
  if (HandlingOf(state.condition) == Handling::kLeftAlone) {
    Require(kept == file);
  } else {
    Require(kept.size() >= kPageBytes + memory.size() &&
            kept.compare(kPageBytes, memory.size(), memory) == 0);
    Require(PlainFits(kept, kept) == Fits::kYes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const TemporaryDirectory& directory = Directory();
  const std::string path = directory.Path("state"), aside = path + ".set-aside";
  const std::string& pristine = Pristine(path);
  std::string_view input(reinterpret_cast<const char*>(data), size);
  std::string file = pristine;
  const bool edited = !input.empty() && static_cast<uint8_t>(input[0]) >= 128;
  while (const auto step = TakeStep(input)) {
    if (step->kind % 8 == 7) break;
    Do(*step, file);
  }
  ::unlink(aside.c_str());
  ::unlink(path.c_str());
  Write(path, file);

  const Fits fits = PlainFits(file, pristine);
  Read(path);
  const auto checked = StateFile::Check(path, kGeometry);
  Require(checked.ok() == (fits != Fits::kForeign) && Bytes(path) == file);
  if (edited) {
    Edit(path);
    return 0;
  }
  auto started = StateFile::Start(path, kGeometry, {}, kNow);
  Require(started.ok() == (fits != Fits::kForeign));
  if (!started) {
    Require(Bytes(path) == file && ::access(aside.c_str(), F_OK) != 0);
    return 0;
  }
  Require(started.value().notice.empty() == (fits == Fits::kYes));
  if (fits == Fits::kNot) Require(Bytes(aside) == file);
  Run(started.value(), path, input);
  return 0;
}
