// What is in a state file: a page that says what it is, and the shared memory as it was, byte for byte.
//
// docs/shm-format.md draws it. The memory goes on changing while it is written, and a process may be killed
// while it writes: a page is of one moment, and no client and no incident lies on two, but the pages need not
// be of the same one. That is what a reader of the memory itself may meet as well, so it believes no more of
// a file than of that (segment.h).
#pragma once

#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "store/checked_path.h"
#include "store/segment_layout.h"

namespace errwatch::store {

class SegmentReader;

// The first page. Up to `prefix` as the memory's own header has it.
struct CopyHeader {
  std::array<char, 8> magic = kMagic;
  uint32_t layout_version = kLayoutVersion;
  uint32_t header_bytes = kPageBytes;
  Geometry geometry;
  HashKey hash_key{};  // also tells whose copy it is
  ClientPrefix prefix;
  std::array<uint8_t, 6> reserved{};
  uint64_t written = 0;  // tick up to which all that changed is in it
  // Where the memory is while a server runs: descriptor of that process, and inode.
  int64_t process = 0;
  int64_t descriptor = -1;
  uint64_t inode = 0;
};

// As the file of that memory has it, but for where that is.
CopyHeader HeaderOf(const SegmentReader& segment);
// Whether the memory has what a file with that header says that it was made with.
bool IsOf(const CopyHeader& header, const SegmentReader& segment);
// Why it is not used as the memory of such a file, because somebody or a disk has spoilt one of them; empty
// where it is.
std::string WhySpoilt(const CopyHeader& header, const SegmentReader& segment);

// Whole pages: of the memory, and of a file.
std::size_t MemoryBytes(const Geometry& geometry);
std::size_t CopyBytes(const Geometry& geometry);

// An open file of this module's, of whatever version.
struct OwnFile {
  Descriptor descriptor;
  std::size_t bytes = 0;
};
// Refuses what WhyNotOurs does and what does not begin with kMagic, without having changed anything. Empty
// when nothing has the name.
Result<std::optional<OwnFile>> OpenOwn(const CheckedPath& at, int flags);

// The first thing that keeps a file from being a copy that this program reads goes to `misfit`.
std::optional<CopyHeader> ReadHeader(const OwnFile& file, std::string* misfit);
// False with errno.
bool WriteHeader(int file, const CopyHeader& header);

// Fills `region` from the file; false when it is too short, or with errno.
bool ReadRegion(int file, std::span<std::byte> region);

// Brings the copy of some pages up to date.
class RegionWriter {
 public:
  struct Pass {
    bool failed = false;    // errno says why
    bool complete = false;  // the last page was reached; the next pass begins anew
    bool changed = false;   // something was written since the first page
  };
  // Goes on from where it was, over at most `most` bytes of memory.
  Pass Run(int file, std::span<const std::byte> region, std::size_t most);

 private:
  std::size_t at_ = 0;
  bool changed_ = false;
};

}  // namespace errwatch::store
