"""Writes the operators that ONNX Runtime runs on the CPU: pip install onnxruntime; python operators.py > operators.txt"""
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as state

kernels = {(k.domain or "ai.onnx", k.op_name) for k in state.get_all_opkernel_def()
           if k.provider == "CPUExecutionProvider"}
functions = {("ai.onnx", s.name) for s in state.get_all_operator_schema() if not s.domain}
version = ".".join(onnxruntime.__version__.split(".")[:2])
print(f"# The operators that ONNX Runtime {version} runs on the CPU: its kernels, and ONNX's own operators that are "
      "functions of others.")
print("# Made by autodiff/src/test/python/operators.py.")
for domain, name in sorted(kernels | functions):
    print(f"{domain}.{name}")
