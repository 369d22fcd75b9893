// A botnet's requests, and those of a few real offenders in between, in simulated time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <queue>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "tables.h"

namespace errwatch::exhaustion {

enum class Pattern : uint8_t {
  kOnce,      // each address errs once
  kThrice,    // ... three times, ten seconds apart
  kAcross,    // IPv6: each address is in another /48, and errs once
  kWithin,    // IPv6: 65,536 addresses of a /48, then the next /48; each errs once
  kHop,       // IPv4: each address goes on until it is denied
  kHopWithin  // IPv6: likewise, in networks as of kWithin
};
inline constexpr std::pair<std::string_view, Pattern> kPatterns[] = {
    {"once", Pattern::kOnce},     {"thrice", Pattern::kThrice}, {"across", Pattern::kAcross},
    {"within", Pattern::kWithin}, {"hop", Pattern::kHop},       {"hop-within", Pattern::kHopWithin}};

struct Flood {
  Pattern pattern = Pattern::kOnce;
  uint64_t addresses = 10'000'000;
  uint64_t a_second = 2778;  // ten million within an hour
};

inline constexpr Tick kBegin{1'000'000'000};
inline constexpr uint64_t kTicksASecond = 100;
inline constexpr int kOffenders = 200;  // half of them fast
inline constexpr int kMostTries = 40;   // of an address that goes on until it is denied

// The number-th address of the botnet: all different, in no order that a table could profit from.
inline ClientAddress BotAddress(Pattern pattern, uint64_t number) {
  switch (pattern) {
    case Pattern::kAcross:
      // An odd factor permutes the 45 bits below 2000::/3.
      return ClientAddress::FromWords(
          uint64_t{1} << 61 | (number * 0x9E3779B97F4B & ((uint64_t{1} << 45) - 1)) << 16, number);
    case Pattern::kWithin:
    case Pattern::kHopWithin:
      return ClientAddress::FromWords(
          0x2A000000'00000000 + ((number >> 16) << 16) + (number * 40503 & 0xFFFF), number);
    default: {
      const auto mixed = static_cast<uint32_t>(number * 0x9E3779B1);
      const uint8_t bytes[] = {static_cast<uint8_t>(mixed >> 24), static_cast<uint8_t>(mixed >> 16),
                               static_cast<uint8_t>(mixed >> 8), static_cast<uint8_t>(mixed)};
      return ClientAddress::FromIpv4(bytes);
    }
  }
}

struct Offender {
  ClientAddress address;
  ClientKey key;
  double gap = 0;  // ticks between two requests, in the mean
  bool fast = false;
  bool leaves = false;  // once blocked; comes back a second before the end
  Tick until;           // its block, as it was told
  uint64_t entries = 0;
  uint64_t caught_after = 0;  // entries; 0 = never
  uint64_t blocks_missed = 0;
};

// Half of them ask again after 0.5 to 2 s, half after 5 to 40 s; half of either kind leaves when blocked.
inline std::vector<Offender> Offenders(const store::ClientTableReader& reader, std::mt19937_64& random) {
  std::vector<Offender> offenders(kOffenders);
  for (int i = 0; i < kOffenders; ++i) {
    Offender& offender = offenders[static_cast<std::size_t>(i)];
    offender.fast = i % 2 == 0;
    offender.leaves = i % 4 >= 2;
    std::uniform_real_distribution<double> gap(offender.fast ? 0.5 : 5, offender.fast ? 2 : 40);
    offender.gap = gap(random) * kTicksASecond;
    // Not in a network of the botnet.
    offender.address = ClientAddress::FromWords(0x3F000000'00000000 + (static_cast<uint64_t>(i) << 32), 1);
    offender.key = reader.KeyOf(offender.address, kScope);
  }
  return offenders;
}

struct Outcome {
  uint64_t operations = 0;  // looks of the gate and entries
  uint64_t denied = 0;      // requests of the botnet
  std::vector<Offender> offenders;
};

template <typename Table>
class Simulation {
 public:
  Simulation(Table& table, const Flood& flood, const store::ClientTableReader& reader)
      : table_(table), flood_(flood), reader_(reader), random_(7) {
    outcome_.offenders = Offenders(reader, random_);
    std::uniform_int_distribution<uint64_t> begin(0, flood.addresses * kTicksASecond / flood.a_second / 2);
    for (std::size_t i = 0; i < outcome_.offenders.size(); ++i) due_.push({kBegin.value + begin(random_), i});
  }

  // By its name callgrind finds what is to be counted.
  [[gnu::noinline]] void FloodTable() {
    const uint64_t ticks = flood_.addresses * kTicksASecond / flood_.a_second;
    const uint64_t rounds = flood_.pattern == Pattern::kThrice ? 3U : 1U;
    const uint64_t between = 10 * kTicksASecond;
    for (uint64_t tick = 0; tick <= ticks + (rounds - 1) * between; ++tick) {
      const Tick now{kBegin.value + tick};
      while (due_.top().first <= now.value) Offend(now);
      for (uint64_t round = 0; round < rounds; ++round) {
        if (tick < round * between || tick > round * between + ticks) continue;
        const uint64_t then = tick - round * between;
        const uint64_t end = std::min((then + 1) * flood_.a_second / kTicksASecond, flood_.addresses);
        for (uint64_t i = then * flood_.a_second / kTicksASecond; i < end; ++i) Attack(i, now);
      }
    }
  }
  Outcome& outcome() { return outcome_; }

 private:
  void Attack(uint64_t number, Tick now) {
    const ClientAddress address = BotAddress(flood_.pattern, number);
    const ClientKey key = reader_.KeyOf(address, kScope);
    const bool goes_on = flood_.pattern == Pattern::kHop || flood_.pattern == Pattern::kHopWithin;
    for (int i = 0; i < (goes_on ? kMostTries : 1); ++i) {
      ++outcome_.operations;
      if (table_.Denies(key, address, now)) {
        ++outcome_.denied;
        return;
      }
      ++outcome_.operations;
      table_.Enter(key, address, now);
    }
  }

  void Offend(Tick now) {
    Offender& offender = outcome_.offenders[due_.top().second];
    const std::size_t number = due_.top().second;
    due_.pop();
    outcome_.operations += 2;
    if (!table_.Denies(offender.key, offender.address, now)) {
      if (now < offender.until) ++offender.blocks_missed;
      ++offender.entries;
      offender.until = table_.Enter(offender.key, offender.address, now);
      if (offender.until != Tick() && offender.caught_after == 0) offender.caught_after = offender.entries;
    }
    std::uniform_real_distribution<double> gap(0.5 * offender.gap, 1.5 * offender.gap);
    uint64_t next = now.value + std::max<uint64_t>(1, static_cast<uint64_t>(gap(random_)));
    if (offender.leaves && offender.until.value > next + kTicksASecond)
      next = offender.until.value - kTicksASecond;
    due_.push({next, number});
  }

  Table& table_;
  Flood flood_;
  store::ClientTableReader reader_;
  std::mt19937_64 random_;
  using Due = std::pair<uint64_t, std::size_t>;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  Outcome outcome_;
};

}  // namespace errwatch::exhaustion
