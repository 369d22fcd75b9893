// Tables of clients that bench_exhaustion floods, all with the same limits, the same arithmetic of buckets
// and blocks, and the same keys. What differs is whom a newcomer displaces.
#pragma once

#include <malloc.h>
#include <sys/mman.h>

#include <bit>
#include <cstdlib>
#include <memory>
#include <unordered_map>
#include <vector>

#include "../wrong_password.h"
#include "model/bucket_tag.h"
#include "store/accounting.h"
#include "store/segment.h"

namespace errwatch::exhaustion {

using store::BlockWord;
using store::ClientKey;

constexpr Category kWhat = Category::kAuthFailure;  // counts each time, whoever else does the same
constexpr uint64_t kScope = 42;

inline const Limit& OwnLimit() { return DefaultLimits()[kWhat]; }
inline const Limit& SumLimit() { return DefaultLimits().any; }

// A mapping as httpd's, with room for `clients`.
class Memory {
 public:
  explicit Memory(uint32_t clients) : bytes_(store::RegionBytes(store::GeometryFor(clients))) {
    at_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (at_ == MAP_FAILED) std::abort();
    store::HashKey key{};
    key[0] = 1;
    segment_ =
        std::make_unique<store::Segment>(store::Segment::Format({static_cast<std::byte*>(at_), bytes_},
                                                                store::GeometryFor(clients), key, {}, Tick{1})
                                             .value());
  }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory() { munmap(at_, bytes_); }

  store::Segment& segment() { return *segment_; }
  std::size_t bytes() const { return bytes_; }

 private:
  std::size_t bytes_;
  void* at_;
  std::unique_ptr<store::Segment> segment_;
};

// What happened to a table, for the CSV.
struct Losses {
  uint64_t evictions = 0;
  uint64_t blocks = 0;  // that had not ended
};

// The module's table alone.
class OwnTable {
 public:
  static constexpr const char* kName = "errwatch";
  explicit OwnTable(uint32_t clients) : memory_(clients), clients_(memory_.segment().clients()) {}

  bool Denies(const ClientKey& key, const ClientAddress&, Tick now) {
    const std::optional<BlockWord> block = clients_.FindBlock(key);
    if (!block || !block->Active(now)) return false;
    clients_.CountDenial(key, now);
    return true;
  }
  // Until when it blocks the client by this entry; 0 = not.
  Tick Enter(const ClientKey& key, const ClientAddress&, Tick now) {
    const bool own = clients_.Pour(key, TagOf(kWhat), kQuantaPerUnit, OwnLimit().shape, now).overflow;
    const bool sum = clients_.Pour(key, kAnyTag, kQuantaPerUnit, SumLimit().shape, now).overflow;
    clients_.Touch(key, 1201, 0, now);
    BlockWord opened;
    if (own || sum)
      clients_.Block(key, TagOf(kWhat), own ? OwnLimit() : SumLimit(), BlockPolicy(), {}, now, &opened);
    return opened.until;
  }
  Losses losses() {
    const store::Counters counters = memory_.segment().counters();
    return {counters.Sum(store::Counter::kEvictions), counters.Sum(store::Counter::kBlocksEvicted)};
  }
  std::size_t bytes() { return memory_.segment().geometry().sets * sizeof(store::Set); }

 private:
  Memory memory_;
  store::ClientTable clients_;
};

// All that the module does with an entry that was classified: ranges, templates, stories and incidents, too.
class WholeAccounting {
 public:
  static constexpr const char* kName = "accounting";
  explicit WholeAccounting(uint32_t clients) : memory_(clients) {}

  bool Denies(const ClientKey& key, const ClientAddress&, Tick now) {
    const std::optional<store::HeldBlock> held = memory_.segment().FindBlock(key, now);
    if (!held || !held->word.Active(now)) return false;
    if (held->of_range)
      memory_.segment().CountDenialOfRange(key, now);
    else
      memory_.segment().clients().CountDenial(key, now);
    return true;
  }
  Tick Enter(const ClientKey&, const ClientAddress& address, Tick now) {
    return store::Account(memory_.segment(), entry_, what_, address, charge_, nullptr, now).until;
  }
  Losses losses() {
    const store::Counters counters = memory_.segment().counters();
    return {counters.Sum(store::Counter::kEvictions), counters.Sum(store::Counter::kBlocksEvicted)};
  }
  std::size_t bytes() { return memory_.bytes(); }

 private:
  Memory memory_;
  BlockPolicy policy_;
  store::Charge charge_{&DefaultLimits(), &policy_, kScope, 0, false, false};
  Entry entry_ = WrongPassword();
  Classification what_ = OfWrongPassword();
};

// What the peers below keep of a client.
struct Kept {
  uint64_t any = 0, own = 0, block = 0;
};

inline bool KeptDenies(const Kept& kept, Tick now) { return store::UnpackBlock(kept.block).Active(now); }

inline Tick EnterKept(Kept& kept, Tick now) {
  const Poured own = Pour(Unpack(kept.own), TagOf(kWhat), kQuantaPerUnit, OwnLimit().shape, now);
  const Poured sum = Pour(Unpack(kept.any), kAnyTag, kQuantaPerUnit, SumLimit().shape, now);
  kept.own = Pack(own.bucket);
  kept.any = Pack(sum.bucket);
  if (!own.overflow && !sum.overflow) return {};
  BlockWord block = store::UnpackBlock(kept.block);
  const BlockPolicy policy;
  const uint32_t strikes = StrikesNow(block.strikes, block.until, policy, now);
  block.until = After(now, BlockLength(policy, own.overflow ? OwnLimit() : SumLimit(), strikes));
  block.strikes = static_cast<uint8_t>(std::min(strikes + 1, kMaxStrikes));
  kept.block = Pack(block);
  return block.until;
}

// So many places, of which the one used longest ago is taken: an index by hash, and a list by use.
class LruTable {
 public:
  static constexpr const char* kName = "lru";
  explicit LruTable(uint32_t clients) : nodes_(clients + 1), heads_(std::bit_ceil(clients)) {}

  bool Denies(const ClientKey& key, const ClientAddress&, Tick now) {
    const uint32_t at = Find(key.fingerprint);
    if (at == 0) return false;
    Use(at);
    return KeptDenies(nodes_[at].kept, now);
  }
  Tick Enter(const ClientKey& key, const ClientAddress&, Tick now) {
    uint32_t at = Find(key.fingerprint);
    if (at == 0) at = Insert(key.fingerprint, now);
    Use(at);
    return EnterKept(nodes_[at].kept, now);
  }
  Losses losses() { return losses_; }
  std::size_t bytes() { return nodes_.size() * sizeof(Node) + heads_.size() * sizeof(uint32_t); }

 private:
  // Numbers of nodes; 0 = none. nodes_[0] is the list's own: its `newer` is the oldest, its `older` the
  // newest.
  struct Node {
    uint64_t fingerprint = 0;
    Kept kept;
    uint32_t older = 0, newer = 0, next = 0;
  };

  uint32_t& HeadOf(uint64_t fingerprint) { return heads_[fingerprint & (heads_.size() - 1)]; }
  uint32_t Find(uint64_t fingerprint) {
    uint32_t at = HeadOf(fingerprint);
    while (at != 0 && nodes_[at].fingerprint != fingerprint) at = nodes_[at].next;
    return at;
  }
  void Unlink(uint32_t at) {
    Node& node = nodes_[at];
    nodes_[node.older].newer = node.newer;
    nodes_[node.newer].older = node.older;
  }
  void Use(uint32_t at) {
    if (nodes_[0].older == at) return;
    Unlink(at);
    Append(at);
  }
  void Append(uint32_t at) {
    Node& node = nodes_[at];
    node.older = nodes_[0].older;
    node.newer = 0;
    nodes_[node.older].newer = at;
    nodes_[0].older = at;
  }
  uint32_t Insert(uint64_t fingerprint, Tick now) {
    uint32_t at = used_ + 1 < nodes_.size() ? ++used_ : 0;
    if (at == 0) {
      at = nodes_[0].newer;
      ++losses_.evictions;
      if (KeptDenies(nodes_[at].kept, now)) ++losses_.blocks;
      Unlink(at);
      uint32_t* link = &HeadOf(nodes_[at].fingerprint);
      while (*link != at) link = &nodes_[*link].next;
      *link = nodes_[at].next;
    }
    nodes_[at] = Node{fingerprint, {}, 0, 0, HeadOf(fingerprint)};
    HeadOf(fingerprint) = at;
    Append(at);
    return at;
  }

  std::vector<Node> nodes_;
  std::vector<uint32_t> heads_;
  uint32_t used_ = 0;
  Losses losses_;
};

// Forgets nobody.
class UnboundedTable {
 public:
  static constexpr const char* kName = "unbounded";
  explicit UnboundedTable(uint32_t) : before_(Used()) {}

  bool Denies(const ClientKey& key, const ClientAddress&, Tick now) {
    const auto found = clients_.find(key.fingerprint);
    return found != clients_.end() && KeptDenies(found->second, now);
  }
  Tick Enter(const ClientKey& key, const ClientAddress&, Tick now) {
    return EnterKept(clients_[key.fingerprint], now);
  }
  Losses losses() { return {}; }
  std::size_t bytes() { return Used() - before_; }

 private:
  static std::size_t Used() {
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
  }

  std::size_t before_;
  std::unordered_map<uint64_t, Kept> clients_;
};

// Keeps nothing: what making the flood itself costs.
class NoTable {
 public:
  static constexpr const char* kName = "none";
  explicit NoTable(uint32_t) {}
  bool Denies(const ClientKey&, const ClientAddress&, Tick) { return false; }
  Tick Enter(const ClientKey&, const ClientAddress&, Tick) { return {}; }
  Losses losses() { return {}; }
  std::size_t bytes() { return 0; }
};

}  // namespace errwatch::exhaustion
