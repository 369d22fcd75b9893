// Lines of addresses and ranges. What is accepted prints as something that is accepted again and means the
// same, and the set of ranges agrees with each range by itself.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "model/address_set.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

constexpr size_t kMaxLines = 64;

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckAddress(const ClientAddress& address) {
  Require(ClientAddress::Parse(address.ToString()) == address);
  Require(ClientAddress::FromWords(address.high(), address.low()) == address);
  Require(ClientAddress::FromIpv6(address.bytes().data()) == address);
  ClientAddress wider = address;
  for (int bits = 128; bits >= 0; --bits) {
    const ClientAddress masked = address.MaskedTo(bits);
    Require(masked <= wider && wider.MaskedTo(bits) == masked);
    wider = masked;
  }
  Require(address.Masked({}).is_ipv4() == address.is_ipv4());
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty() && lines.size() < kMaxLines) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::vector<std::string_view> lines = Lines({reinterpret_cast<const char*>(data), size});
  AddressSet all;
  AddressSet merged;
  std::vector<AddressSet> alone;
  std::vector<ClientAddress> probes;
  for (const std::string_view line : lines) {
    const auto address = ClientAddress::Parse(line.substr(0, line.find('/')));
    if (address) {
      CheckAddress(*address);
      probes.push_back(*address);
      probes.push_back(ClientAddress::FromWords(address->high(), address->low() + 1));
      probes.push_back(ClientAddress::FromWords(address->high(), address->low() - 1));
    }
    AddressSet one;
    const Status added = one.Add(line);
    Require(added.ok() == all.Add(line).ok());
    if (!added) Require(one.empty() && !added.error().empty());
    if (added) Require(address && one.Contains(*address));
    merged.Merge(one);
    alone.push_back(std::move(one));
  }
  for (const ClientAddress& probe : probes) {
    bool expected = false;
    for (const AddressSet& one : alone) expected |= one.Contains(probe);
    Require(all.Contains(probe) == expected);
    Require(merged.Contains(probe) == expected);
  }
  return 0;
}
