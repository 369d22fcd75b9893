#include "torture/operations.h"

namespace errwatch::torture {

ClientAddress AddressOf(uint32_t client) {
  const unsigned char bytes[4] = {10, static_cast<unsigned char>(client >> 16),
                                  static_cast<unsigned char>(client >> 8),
                                  static_cast<unsigned char>(client)};
  return ClientAddress::FromIpv4(bytes);
}

store::ClientKey Doing::KeyOf(uint32_t other) const {
  return segment.clients().KeyOf(AddressOf(other), kScope);
}
ClientAddress Doing::Address() const { return AddressOf(client); }

void AddBystanders(store::Segment& segment, Tick now) {
  store::ClientTable clients = segment.clients();
  const Doing doing{segment, 0, now};
  constexpr BucketShape kTen{10, 60'000};
  clients.BlockByHand(doing.KeyOf(kBlockedByHand), 0, {now.value + 10'000'000'000}, now);
  for (const uint32_t client : {kBlocked, kScored}) {
    clients.Pour(doing.KeyOf(client), kXssTag, 5 * kQuantaPerUnit, kTen, now);
    clients.Pour(doing.KeyOf(client), kAnyTag, 5 * kQuantaPerUnit, kTen, now);
    clients.Touch(doing.KeyOf(client), 5, 0, now);
  }
  clients.Block(doing.KeyOf(kBlocked), kXssTag, Limit{kTen, Milliseconds(-1)}, BlockPolicy{}, {}, now,
                nullptr);
  clients.CountDenial(doing.KeyOf(kBlocked), now);
}

std::vector<Operation> AllOperations() {
  std::vector<Operation> all = ClientOperations();
  for (const auto& part :
       {RangeOperations(), RecordOperations(), TableOperations(), LearningOperations(), EntryOperations()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace errwatch::torture
