// Hands the samples of a microphone to the page, block by block.
class Recorder extends AudioWorkletProcessor {
  process(inputs) {
    const samples = inputs[0]?.[0];
    if (samples) {
      this.port.postMessage(samples.slice());
    }
    return true;
  }
}
registerProcessor('recorder', Recorder);
