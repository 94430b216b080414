"""The graphs by which onnxruntime runs the sentence encoder; its weights stay in their package."""
