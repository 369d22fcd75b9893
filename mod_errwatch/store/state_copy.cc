#include "store/state_copy.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>

#include "store/segment.h"
#include "store/segment_offsets.h"
#include "store/shared_word.h"

namespace errwatch::store {
namespace {

static_assert(std::is_trivially_copyable_v<CopyHeader>);
static_assert(offsetof(CopyHeader, geometry) == offsetof(Header, geometry) &&
              offsetof(CopyHeader, hash_key) == offsetof(Header, hash_key) &&
              offsetof(CopyHeader, prefix) == offsetof(Header, prefix));
static_assert(sizeof(CopyHeader) <= 512, "one sector: written as a whole");

constexpr off_t kRegionBegin = kPageBytes;

// How many bytes there were, as far as the file goes; nothing with errno.
std::optional<std::size_t> ReadAsFarAsItGoes(int file, std::span<std::byte> bytes, off_t offset) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::span<std::byte> rest = bytes.subspan(done);
    const ssize_t got = pread(file, rest.data(), rest.size(), offset + static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

// False with errno, 0 for a file that ends before.
bool ReadWhole(int file, std::span<std::byte> bytes, off_t offset) {
  const std::optional<std::size_t> got = ReadAsFarAsItGoes(file, bytes, offset);
  if (got && *got < bytes.size()) errno = 0;
  return got == bytes.size();
}

bool WriteWhole(int file, std::span<const std::byte> bytes, off_t offset) {
  while (!bytes.empty()) {
    const ssize_t put = pwrite(file, bytes.data(), bytes.size(), offset);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(put));
    offset += put;
  }
  return true;
}

constexpr std::size_t kPageWords = kPageBytes / sizeof(uint64_t);
using Page = std::array<uint64_t, kPageWords>;

Page Load(const std::byte* page) {
  const auto* words = At<SharedWord>(page, 0);
  Page loaded;
  // acquire: a word is never newer than those after it on the page, as for any reader of the memory
  for (std::size_t i = 0; i < kPageWords; ++i) loaded[i] = words[i].load(std::memory_order_acquire);
  return loaded;
}

// Word by word, though not at one moment: what is the same everywhere need not be written.
bool Is(const std::byte* page, const Page& written) {
  const auto* words = At<SharedWord>(page, 0);
  // acquire: as in Load()
  const auto differ = [&](std::size_t i) { return words[i].load(std::memory_order_acquire) ^ written[i]; };
  // Eight at a time: to leave at each word would take three times as long.
  for (std::size_t i = 0; i < kPageWords; i += 8) {
    if ((differ(i) | differ(i + 1) | differ(i + 2) | differ(i + 3) | differ(i + 4) | differ(i + 5) |
         differ(i + 6) | differ(i + 7)) != 0)
      return false;
  }
  return true;
}

// Twice the same is as good as one moment; a page that never holds still is taken as it is found.
Page LoadSettled(const std::byte* page) {
  constexpr int kTries = 4;
  Page loaded = Load(page);
  for (int i = 0; i < kTries; ++i) {
    const Page again = Load(page);
    if (again == loaded) break;
    loaded = again;
  }
  return loaded;
}

// The memory has the signature, too: not to decide by, but to tell somebody who can look what it may be.
bool IsSignedFurtherOn(int file) {
  std::array<char, kMagic.size()> begin{};
  return pread(file, begin.data(), begin.size(), kRegionBegin) == ssize_t{begin.size()} && begin == kMagic;
}

std::string WhyForeign(const struct stat& info, int file) {
  constexpr const char* kLeftAlone =
      " mod_errwatch leaves it as it is: name another file, or move this one away";
  if (info.st_size == 0) return std::string("is empty, and nothing tells whose it is.") + kLeftAlone;
  std::array<char, kMagic.size()> begin{};
  const ssize_t got = pread(file, begin.data(), begin.size(), 0);
  if (got < 0) return std::string("cannot be read: ") + std::strerror(errno);
  if (begin == kMagic) return "";
  if (IsSignedFurtherOn(file)) {
    return "looks like a state file whose first bytes are damaged. mod_errwatch leaves it as it is: move it "
           "away, and a new one is made; counts and blocks begin anew";
  }
  return "is no state file of mod_errwatch (" + std::to_string(info.st_size) +
         " bytes without its signature)." + kLeftAlone;
}

}  // namespace

CopyHeader HeaderOf(const SegmentReader& segment) {
  CopyHeader header;
  header.geometry = segment.geometry();
  header.hash_key = segment.hash_key();
  header.prefix = segment.prefix();
  return header;
}

bool IsOf(const CopyHeader& header, const SegmentReader& segment) {
  return segment.geometry() == header.geometry && segment.prefix() == header.prefix &&
         segment.hash_key() == header.hash_key;
}

std::string WhySpoilt(const CopyHeader& header, const SegmentReader& segment) {
  if (!IsOf(header, segment)) return "its parts do not belong together";
  return segment.HasSoundScopeNames() ? "" : "what it has for names of scopes are none";
}

std::size_t MemoryBytes(const Geometry& geometry) {
  return (RegionBytes(geometry) + kPageBytes - 1) / kPageBytes * kPageBytes;
}

std::size_t CopyBytes(const Geometry& geometry) { return kPageBytes + MemoryBytes(geometry); }

Result<std::optional<OwnFile>> OpenOwn(const CheckedPath& at, int flags) {
  // First by its name: opening a device can have effects.
  const std::optional<struct stat> named = at.Look();
  if (!named && errno == ENOENT) return std::optional<OwnFile>();
  if (!named) return SystemError(at.path(), "examine it");
  if (const std::string why = WhyNotOurs(*named); !why.empty()) {
    const bool of_another = S_ISREG(named->st_mode) && named->st_uid != geteuid();
    return Error{at.path() + " " + why, of_another ? ErrorKind::kDenied : ErrorKind::kInvalid};
  }
  Descriptor descriptor = at.Open(flags);
  struct stat info {};
  if (!descriptor.ok() || fstat(descriptor.get(), &info) != 0) return SystemError(at.path(), "open it");
  if (!IsSameFile(*named, info)) return Error{at.path() + " was replaced while it was opened"};
  if (const std::string why = WhyForeign(info, descriptor.get()); !why.empty())
    return Error{at.path() + " " + why};
  return std::optional<OwnFile>(OwnFile{std::move(descriptor), static_cast<std::size_t>(info.st_size)});
}

std::optional<CopyHeader> ReadHeader(const OwnFile& file, std::string* misfit) {
  CopyHeader header;
  if (!ReadWhole(file.descriptor.get(), std::as_writable_bytes(std::span(&header, 1)), 0)) {
    *misfit = errno != 0 ? std::string("it cannot be read: ") + std::strerror(errno)
                         : "it has only " + std::to_string(file.bytes) + " bytes";
  } else if (header.magic != kMagic) {
    *misfit = "it does not begin with the signature of a state file";
  } else if (header.layout_version != kLayoutVersion) {
    *misfit = "its layout version is " + std::to_string(header.layout_version) + ", this program's is " +
              std::to_string(kLayoutVersion);
  } else if (header.header_bytes != kPageBytes || !IsValid(header.geometry)) {
    *misfit = "its table sizes are impossible";
  } else if (CopyBytes(header.geometry) > file.bytes) {
    *misfit = "it should have " + std::to_string(CopyBytes(header.geometry)) + " bytes and has " +
              std::to_string(file.bytes);
  } else {
    return header;
  }
  return std::nullopt;
}

bool WriteHeader(int file, const CopyHeader& header) {
  return WriteWhole(file, std::as_bytes(std::span(&header, 1)), 0);
}

bool ReadRegion(int file, std::span<std::byte> region) { return ReadWhole(file, region, kRegionBegin); }

RegionWriter::Pass RegionWriter::Run(int file, std::span<const std::byte> region, std::size_t most) {
  constexpr std::size_t kBlockPages = 16;
  alignas(uint64_t) std::array<Page, kBlockPages> present;
  const std::size_t end = at_ + std::min(most, region.size() - at_);
  while (at_ < end) {
    const std::size_t bytes = std::min(sizeof present, region.size() - at_);
    const std::span<std::byte> block = std::as_writable_bytes(std::span(present)).first(bytes);
    const off_t offset = kRegionBegin + static_cast<off_t>(at_);
    const std::optional<std::size_t> got = ReadAsFarAsItGoes(file, block, offset);
    if (!got) return {true, false, changed_};
    // What the file does not have yet is zeros.
    std::ranges::fill(block.subspan(*got), std::byte{0});
    for (std::size_t done = 0; done < bytes; done += kPageBytes) {
      const std::byte* const live = region.data() + at_ + done;
      if (Is(live, present[done / kPageBytes])) continue;
      const Page page = LoadSettled(live);
      changed_ = true;
      if (!WriteWhole(file, std::as_bytes(std::span(page)), offset + static_cast<off_t>(done)))
        return {true, false, true};
    }
    at_ += bytes;
  }
  if (at_ < region.size()) return {false, false, changed_};
  at_ = 0;
  return {false, true, std::exchange(changed_, false)};
}

}  // namespace errwatch::store
