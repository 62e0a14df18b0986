#include "trained_model.h"

#include "earmark/base/join.h"
#include "earmark/command_line/usage.h"
#include "mlflow_model.h"
#include "scratch_folder.h"
#include "train_network.h"

namespace earmark::cli {

void log_model(TrackedRun& run, const TrainedModel& model) {
  if (!run.is_on()) {
    return;
  }
  run.file(model.file, "model/" + model.file.filename().string());
  const ScratchFolder scratch;
  std::filesystem::path onnx = model.file;
  if (model.kind != "cnn") {
    onnx = scratch.path() / "model.onnx";
    try {
      train_network({"onnx", "--kind", model.kind, "--model", model.file.string(), "--genres",
                     join(model.genres, ","), "--out", onnx.string()});
    } catch (const UsageError&) {
      return;  // it is not installed
    }
  }
  run.file(onnx, "model/model.onnx");
  run.text(mlmodel_text(model.kind, model.n_embedding, model.genres), "model/MLmodel");
  run.text(mlmodel_requirements(), "model/requirements.txt");
  run.text("python: 3.11.2\ndependencies:\n- -r requirements.txt\n", "model/python_env.yaml");
}

}  // namespace earmark::cli
