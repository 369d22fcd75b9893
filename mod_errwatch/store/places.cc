#include "store/places.h"

#include "store/state_file.h"

namespace errwatch::store {

std::vector<Error> FaultsOf(const Places& places) {
  std::vector<Error> faults;
  const auto add = [&](const Status& found) {
    if (!found) faults.push_back(found.failure());
  };
  if (!places.state_file.empty()) add(StateFile::Check(places.state_file, GeometryFor(places.clients)));
  add(CheckEventPlace(places.events));
  return faults;
}

}  // namespace errwatch::store
