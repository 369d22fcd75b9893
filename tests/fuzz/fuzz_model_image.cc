// Files of models. The input is one as it stands; or, where its first byte is 1, what stands in one whose size
// and checksum are right: its counts and parts. Whatever that is, it is refused as the form says, or is a model
// that is written again as it was read.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "anomaly/model_image.h"
#include "anomaly/part_print.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

constexpr std::size_t kPrologue = 24;
constexpr std::size_t kPlace = 12;
constexpr std::size_t kHead = 32 + kPartKinds * 16 + kScoreBars * 8 + kHighBars * 8;

void Require(bool condition) {
  if (!condition) std::abort();
}

uint64_t Number(std::string_view image, std::size_t at, std::size_t bytes) {
  uint64_t number = 0;
  while (bytes-- != 0) number = number << 8 | static_cast<unsigned char>(image[at + bytes]);
  return number;
}

void Put(uint64_t number, std::size_t bytes, std::string& image) {
  for (; bytes != 0; --bytes, number >>= 8) image += static_cast<char>(number & 0xFF);
}

// Filled up with zeros to a whole head and whole places.
std::string ImageOf(std::string_view body) {
  std::size_t size = kHead - kPrologue;
  while (size < body.size()) size += kPlace;
  std::string image("EWMODEL\0", 8);
  Put(kModelVersion, 4, image);
  Put(kModelPlaces, 4, image);
  Put(kPartKinds, 4, image);
  Put((size - (kHead - kPrologue)) / kPlace, 4, image);
  image += body;
  image.resize(kPrologue + size);
  Put(PartPrint(kModelVersion).Add(image).value(), 8, image);
  return image;
}

// Of an image whose size and checksum are right.
bool IsSound(std::string_view image) {
  const uint64_t requests = Number(image, kPrologue, 8);
  for (std::size_t kind = 0; kind < kPartKinds; ++kind)
    if (Number(image, 32 + kind * 16 + 8, 8) > Number(image, 32 + kind * 16, 8)) return false;
  for (std::size_t at = 32 + kPartKinds * 16; at < kHead; at += 8)
    if (Number(image, at, 8) > requests) return false;
  for (std::size_t at = kHead; at + kPlace < image.size(); at += kPlace)
    if (Number(image, at, 4) >= kModelPlaces || (Number(image, at + 4, 8) & kSeveralClients) == 0)
      return false;
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  std::string image(reinterpret_cast<const char*>(data), size);
  const bool made = image.starts_with('\1');
  if (made) image = ImageOf(image.substr(1));
  const Result<RequestModel> model = ModelOfImage(image);
  if (made) Require(model.ok() == IsSound(image));
  if (!model) {
    Require(!model.error().empty());
    return 0;
  }
  const std::string written = ModelImage(model.value());
  const Result<RequestModel> again = ModelOfImage(written);
  Require(again.ok() && again.value().known_parts() == model.value().known_parts());
  Require(ModelImage(again.value()) == written);
  return 0;
}
