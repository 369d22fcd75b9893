// Files of models: whatever stands in them is refused, or is a model that is written again as it was read.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "anomaly/model_image.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string_view image(reinterpret_cast<const char*>(data), size);
  const errwatch::Result<errwatch::RequestModel> model = errwatch::ModelOfImage(image);
  if (!model) return 0;
  const errwatch::Result<errwatch::RequestModel> again =
      errwatch::ModelOfImage(errwatch::ModelImage(model.value()));
  if (!again || again.value().known_parts() != model.value().known_parts()) std::abort();
  return 0;
}
