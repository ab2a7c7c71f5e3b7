# kind: checkpoint
"""Transformers and PEFT: reentrant checkpointing, and no input asks for a gradient."""

import torch
from peft import LoraConfig, get_peft_model
from transformers import GPT2Config, GPT2LMHeadModel

torch.manual_seed(0)
base = GPT2LMHeadModel(GPT2Config(n_layer=2, n_head=2, n_embd=32, vocab_size=64, n_positions=32))
model = get_peft_model(base, LoraConfig(target_modules=["c_attn"], r=4, task_type="CAUSAL_LM"))
base.gradient_checkpointing_enable({"use_reentrant": True})
base.disable_input_require_grads()
model.train()
optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], 1e-3)
ids = torch.randint(0, 64, (2, 16))
for step in range(2):
    loss = model(input_ids=ids, labels=ids).loss  # CUT
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
