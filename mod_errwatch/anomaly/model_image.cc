#include "anomaly/model_image.h"

#include <algorithm>

#include "anomaly/part_print.h"

namespace errwatch {
namespace {

constexpr std::string_view kModelMagic("EWMODEL\0", 8);
constexpr std::size_t kChecksumBytes = 8;
constexpr std::size_t kPlaceBytes = 12;
constexpr std::size_t kHeadBytes = 32 + kPartKinds * 16 + kScoreBars * 8 + kHighBars * 8;
static_assert(kHeadBytes + kModelPlaces * kPlaceBytes + kChecksumBytes <= kMostModelBytes);

// The bits of the client that sent a part first: the file names nobody.
constexpr uint64_t kClientBits = uint64_t{0x7fff} << 25U;

uint64_t ChecksumOf(std::string_view bytes) { return PartPrint(kModelVersion).Add(bytes).value(); }

template <typename T>
void Put(T number, std::string& image) {
  for (std::size_t i = 0; i < sizeof(T); ++i) image.push_back(static_cast<char>(number >> (8 * i) & 0xffU));
}

// Reads what is there; the size was checked before.
class ImageReader {
 public:
  explicit ImageReader(std::string_view image) : rest_(image) {}

  uint64_t Number(std::size_t bytes) {
    uint64_t number = 0;
    for (std::size_t i = 0; i < bytes; ++i)
      number |= uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
    rest_.remove_prefix(bytes);
    return number;
  }

 private:
  std::string_view rest_;
};

Status ReadCounts(ImageReader& reader, LearntCounts& counts) {
  counts.requests = reader.Number(8);
  for (KindCount& kind : counts.kinds) {
    kind.seen = reader.Number(8);
    kind.novel = reader.Number(8);
    if (kind.novel > kind.seen) return Error{"its counts do not belong together"};
  }
  for (uint64_t& bar : counts.scores) {
    bar = reader.Number(8);
    if (bar > counts.requests) return Error{"its counts do not belong together"};
  }
  for (uint64_t& clients : counts.clients) {
    clients = reader.Number(8);
    if (clients > counts.requests) return Error{"its counts do not belong together"};
  }
  return Ok{};
}

}  // namespace

bool IsModelImage(std::string_view image) { return image.starts_with(kModelMagic); }

std::string ModelImage(const RequestModel& model) {
  std::string image(kModelMagic);
  Put(kModelVersion, image);
  Put(static_cast<uint32_t>(kModelPlaces), image);
  Put(static_cast<uint32_t>(kPartKinds), image);
  Put(static_cast<uint32_t>(model.known_parts()), image);
  Put(model.counts().requests, image);
  for (const KindCount& kind : model.counts().kinds) {
    Put(kind.seen, image);
    Put(kind.novel, image);
  }
  for (const uint64_t bar : model.counts().scores) Put(bar, image);
  for (const uint64_t clients : model.counts().clients) Put(clients, image);
  const std::span<const uint64_t> places = model.places();
  for (std::size_t i = 0; i < places.size(); ++i) {
    if ((places[i] & kSeveralClients) == 0) continue;
    Put(static_cast<uint32_t>(i), image);
    Put(places[i] & ~kClientBits, image);
  }
  Put(ChecksumOf(image), image);
  return image;
}

Result<RequestModel> ModelOfImage(std::string_view image) {
  if (!IsModelImage(image)) return Error{"it is no model: it does not begin as one"};
  if (image.size() < kHeadBytes + kChecksumBytes) return Error{"it ends too early"};
  ImageReader reader(image.substr(kModelMagic.size()));
  const uint64_t version = reader.Number(4);
  if (version != kModelVersion) {
    return Error{"its version is " + std::to_string(version) + ", this program's is " +
                 std::to_string(kModelVersion)};
  }
  const bool same_tables = reader.Number(4) == kModelPlaces && reader.Number(4) == kPartKinds;
  const uint64_t known = reader.Number(4);
  if (!same_tables || known > kModelPlaces) return Error{"its tables have other sizes"};
  if (image.size() != kHeadBytes + known * kPlaceBytes + kChecksumBytes)
    return Error{"its size is not what it says"};
  const std::string_view checked = image.substr(0, image.size() - kChecksumBytes);
  if (ImageReader(image.substr(checked.size())).Number(kChecksumBytes) != ChecksumOf(checked))
    return Error{"it is damaged: its checksum is another"};
  RequestModel model;
  if (const Status counts = ReadCounts(reader, model.counts()); !counts) return counts.failure();
  for (uint64_t i = 0; i < known; ++i) {
    const uint64_t place = reader.Number(4);
    const uint64_t word = reader.Number(8);
    if (place >= kModelPlaces || (word & kSeveralClients) == 0) return Error{"a part of it has no place"};
    model.places()[static_cast<std::size_t>(place)] = word;
  }
  return model;
}

}  // namespace errwatch
