// A text for others to see. Something that must not be shown is put into any text: two bytes say what it is
// and which, one where it goes, one what stands around it, eight how it is encoded, the rest is the text. It
// is not there afterwards, decoded neither once nor twice, and a client has one word for ever.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cli/report/anonymizer.h"
#include "cli/report/percent_text.h"

namespace {

using namespace errwatch;       // NOLINT: a program of its own
using namespace errwatch::cli;  // NOLINT

void Require(bool condition) {
  if (!condition) std::abort();
}

struct Planted {
  std::string text;   // as it is put there
  std::string shown;  // what must not be left of it
};

Planted Plant(uint8_t kind, uint8_t number) {
  const std::string n = std::to_string(number);
  const std::string decimal = std::to_string(0xC6336400U + number);  // 198.51.100.N
  switch (kind % 10) {
    case 0:
      return {"198.51.100." + n, "198.51.100"};
    case 1:
      return {"198-51-100-" + n, "198-51-100"};
    case 2:
      return {"198_51_100_" + n, "198_51_100"};
    case 3:
      return {"host198.51.100." + n, "198.51.100"};
    case 4:
      return {"2001:db8:77::" + n, "db8:77"};
    case 5:
      return {"//" + decimal, decimal};
    case 6:
      return {"mallory." + n + "@mail.example.org", "mallory"};
    case 7:
      return {"mallory", "mallory"};
    case 8:
      return {"q9Zk3v81Lw0e77Rx" + n, "q9Zk3v81Lw0e77Rx"};
    default:
      return {"/home/trent" + n, "trent"};
  }
}

// Each sign by one bit of `encoded`, again and again; a second time by those of its upper half.
std::string Encode(std::string_view text, uint64_t encoded, bool twice) {
  constexpr std::string_view kDigits = "0123456789aBcDeF";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((encoded >> (i % 32) & 1) == 0) {
      out += text[i];
    } else {
      out += twice && (encoded >> (32 + i % 32) & 1) != 0 ? "%25" : "%";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

bool Shows(std::string_view text, std::string_view what) {
  const std::string once = PercentDecoded(text), twice = PercentDecoded(once);
  for (const std::string_view form : {text, std::string_view(once), std::string_view(twice)})
    if (form.find(what) != std::string_view::npos) return true;
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr std::size_t kHead = 12;
  if (size < kHead) return 0;
  constexpr std::array<std::string_view, 8> kBefore = {" ", "\"", "[", "=", "(", ",", "%20", "%253d"};
  constexpr std::array<std::string_view, 8> kAfter = {" ", "\"", "&", "/", ")", "'", "%20", "%2526"};
  const Planted planted = Plant(data[0], data[1]);
  uint64_t encoded = 0;
  for (std::size_t i = 4; i < kHead; ++i) encoded = encoded << 8 | data[i];
  const std::string_view around(reinterpret_cast<const char*>(data) + kHead, size - kHead);
  if (Shows(around, planted.shown)) return 0;
  const std::size_t at = around.size() * data[2] / 256;
  const std::string text = std::string(around.substr(0, at)) + std::string(kBefore[data[3] % 8]) +
                           Encode(planted.text, encoded, (data[0] & 0x80) != 0) +
                           std::string(kAfter[data[3] / 8 % 8]) + std::string(around.substr(at));

  Anonymizer names{ClientPrefix()};
  names.KnowUser("mallory");
  const std::string client = names.Client(*ClientAddress::Parse("203.0.113.5"));
  const std::string out = names.Text(text);
  Require(!Shows(out, planted.shown));
  Require(out.size() <= 8 * text.size() + 64);
  Require(names.Client(*ClientAddress::Parse("203.0.113.5")) == client);
  Require(names.Text("203.0.113.5") == client);
  return 0;
}
