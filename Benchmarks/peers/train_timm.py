"""Trains ResNet-50 from JPEG files as timm's users do on a CPU: its loader, f32, eager; prints images per second.

python train_timm.py FOLDER [STEPS] - FOLDER has one folder per class.
"""
import resource, sys, time
import timm, timm.data, timm.loss, timm.optim, torch

folder, steps = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 8
torch.manual_seed(7)
data = timm.data.create_dataset("", root=folder, split="train", is_training=True)
loader = timm.data.create_loader(
    data, input_size=(3, 224, 224), batch_size=32, is_training=True, use_prefetcher=False, num_workers=2,
    mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225), device=torch.device("cpu"))
model = timm.create_model("resnet50", pretrained=False, num_classes=len(data.reader.class_to_idx))
optimizer = timm.optim.create_optimizer_v2(model, opt="sgd", lr=0.01, momentum=0.9, weight_decay=1e-4)
loss_fn = timm.loss.LabelSmoothingCrossEntropy(0.1)
model.train()
times, begun, done = [], time.perf_counter(), 0
while done < steps + 2:
    for images, labels in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(images), labels)
        loss.backward()
        optimizer.step()
        loss.item()
        now = time.perf_counter()
        times.append(now - begun)
        begun = now
        done += 1
        if done >= steps + 2:
            break
median = sorted(times[2:])[len(times[2:]) // 2]
print(f"timm {timm.__version__}, torch {torch.__version__}, {torch.get_num_threads()} threads: "
      f"{32 / median:.1f} images per second (median of {steps} steps, {median:.3f} s a step), "
      f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
