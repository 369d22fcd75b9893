// A request beside the model of its site, when it has been answered: ErrWatchModel.
#pragma once

#include "httpd/configs.h"
#include "httpd/identity.h"
#include "httpd/runtime.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// Tells it if it is unlike the others; while the model is being learnt, learns from it. `suspicious`: it, or
// what was logged about it, is evidence against its client, from which nothing is learnt.
// REQUIRES: config.model.
void CompareWithSite(Runtime& runtime, const request_rec* request, int status, const ServerConfig& config,
                     const DirConfig& directory, const Identity& identity, bool suspicious) noexcept;

}  // namespace errwatch::httpd
