// For tables of addresses that come from logs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/client_address.h"

namespace errwatch::cli {

struct AddressHash {
  std::size_t operator()(const ClientAddress& address) const noexcept {
    // Finalizer of splitmix64 (Steele, Lea, Flood 2014) over both halves.
    uint64_t x = address.high() * 0x9e3779b97f4a7c15U ^ address.low();
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
    x = (x ^ x >> 27) * 0x94d049bb133111ebU;
    return x ^ x >> 31;
  }
};

}  // namespace errwatch::cli
