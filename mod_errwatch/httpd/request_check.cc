#include "httpd/request_check.h"

#include <array>

#include "anomaly/request_parts.h"
#include "anomaly/request_score.h"
#include "httpd/entry_view.h"
#include "httpd/site_model.h"
#include "store/suspicion.h"
#include "store/unusual_request.h"
#include "store/unusual_text.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

// Of the headers without a field of their own so much is looked at.
constexpr std::size_t kHeaderBytes = 4096;

bool MayLearnFrom(Runtime& runtime, const ServerConfig& config, const Identity& identity) {
  store::ClientTable clients = runtime.segment->clients();
  const auto client = clients.Find(clients.KeyOf(identity.address, config.scope));
  return !client || !store::IsSuspect(*client, config.limits, Now());
}

}  // namespace

void CompareWithSite(Runtime& runtime, const request_rec* request, int status, const ServerConfig& config,
                     const DirConfig& directory, const Identity& identity, bool suspicious) noexcept {
  SiteModel& model = *config.model;
  std::array<char, kHeaderBytes> headers;
  Entry entry;
  FillRequest(request, headers, &entry);
  entry.vhost = HostOf(request->server);
  entry.status = static_cast<uint16_t>(status);
  RequestParts parts;
  TakeParts(entry, 0, parts);
  KnownParts known;
  RequestScore score;
  float threshold = 0;
  if (model.scorer) {
    known = model.known->Known(parts.parts());
    score = model.scorer->Of(parts.parts(), known);
    threshold = model.scorer->threshold();
  } else {
    const store::LearningPhase phase = model.learning->PhaseAt(Now(), model.setting.learn);
    if (phase != store::LearningPhase::kLearnt) {
      if (suspicious || !MayLearnFrom(runtime, config, identity)) return;
      if (phase == store::LearningPhase::kCounts) model.learning->Count(parts.parts());
      const store::ClientKey key = runtime.segment->clients().KeyOf(identity.address, config.scope);
      return model.learning->Learn(parts.parts(), key.fingerprint);
    }
    known = model.learning->Known(parts.parts());
    const RequestScorer scorer(model.learning->counts());
    score = scorer.Of(parts.parts(), known);
    threshold = scorer.threshold();
  }
  if (score.bits < threshold) return;
  const store::ReasonText reasons = store::ReasonsOf(entry, score);
  store::TellUnusual(*runtime.segment, entry, {score.bits, threshold, reasons.view()}, identity.address,
                     ChargeOf(runtime, config, directory), Now());
}

}  // namespace errwatch::httpd
