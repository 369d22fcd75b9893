#include "httpd/request_check.h"

#include <array>
#include <span>

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

void LearnFrom(Runtime& runtime, std::span<const RequestPart> parts, const ServerConfig& config,
               const Identity& identity, store::LearningPhase phase) {
  store::ClientTable clients = runtime.segment->clients();
  const store::ClientKey key = clients.KeyOf(identity.address, config.scope);
  const auto client = clients.Find(key);
  if (client && store::IsSuspect(*client, config.limits, Now())) return;
  if (phase == store::LearningPhase::kCounts) config.model->learning->Count(parts, key.fingerprint);
  config.model->learning->Learn(parts, key.fingerprint);
}

struct Judgement {
  RequestScore score;
  float threshold = 0;
};

Judgement Judge(SiteModel& model, std::span<const RequestPart> parts) {
  if (model.scorer) return {model.scorer->Of(parts, model.known->Known(parts)), model.scorer->threshold()};
  const KnownParts known = model.learning->Known(parts);
  if (const RequestScorer* scorer = model.learnt_scorer.Of(*model.learning))
    return {scorer->Of(parts, known), scorer->threshold()};
  const RequestScorer own(model.learning->counts());
  return {own.Of(parts, known), own.threshold()};
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
  if (!model.scorer) {
    const store::LearningPhase phase = model.learning->PhaseAt(Now(), model.setting.learn);
    if (phase != store::LearningPhase::kLearnt) {
      if (!suspicious) LearnFrom(runtime, parts.parts(), config, identity, phase);
      return;
    }
  }
  const auto [score, threshold] = Judge(model, parts.parts());
  if (score.bits < threshold) return;
  const store::ReasonText reasons = store::ReasonsOf(entry, score);
  store::TellUnusual(*runtime.segment, entry, {score.bits, threshold, reasons.view()}, identity.address,
                     ChargeOf(runtime, config, directory), Now());
}

}  // namespace errwatch::httpd
